// What the kernel says of another process and lets us read of it: proc(5),
// process_vm_readv(2). A thread's own id is right everywhere here:
// the first thread of a process may have ended long ago.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/calls/memory.h"

namespace calls {

using Inode = std::uint64_t;  // the number of a socket in its kernel; 0: none

pid_t process_of(pid_t thread);
pid_t tracer_of(pid_t thread);          // 0: nobody
std::string program_of(pid_t process);  // "nginx"

Memory memory_of(pid_t thread);

// The socket at that descriptor: 0 if it is none. Nothing: we may not look.
std::optional<Inode> socket_at(pid_t thread, int fd);

// All sockets of the process, by their descriptors.
std::map<int, Inode> sockets_of(pid_t thread);

// What the kernel knows of a descriptor: /proc/PID/fdinfo/FD.
std::string descriptor_info(pid_t thread, int fd);
bool closes_on_exec(pid_t thread, int fd);

// The program has a set-user-ID or set-group-ID bit that was of no effect, because
// it is traced. See execve(2).
bool lacks_its_rights(pid_t process);

}  // namespace calls
