// A system call that can be about a socket: its name, and what kind of call it is.
// Which ones there are: table.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/calls/memory.h"

namespace calls {

// As the kernel sees it: syscall(2).
struct SystemCall {
  long number = 0;
  std::array<std::uint64_t, 6> arguments{};

  // Its first argument, as most calls have it.
  [[nodiscard]] int fd() const { return static_cast<int>(arguments[0]); }
};

enum class Kind {
  makes,       // socket
  places,      // bind, listen
  connects,    // connect
  accepts,     // accept, accept4
  reads,       // recv, read, readv, recvmsg ...
  writes,      // send, write, writev, sendmsg ...
  copies,      // sendfile, splice: from one descriptor to another
  ends,        // shutdown
  closes,      // close, close_range
  duplicates,  // dup, dup2, dup3, F_DUPFD, pidfd_getfd
  sets,        // setsockopt, getsockopt, fcntl, ioctl
  watches,     // epoll_ctl
  waits,       // poll, select, epoll_wait ...
  ring,        // io_uring_setup: what is done there has no calls
  restarts,  // restart_syscall, rt_sigreturn: what a signal interrupted goes on
};

// Nothing if the call is in no row of the table, or has another second argument
// than its rows: an fcntl that locks.
std::optional<Kind> kind_of(const SystemCall& call);

// "recv" for a recvfrom without an address, "epoll_wait" for an epoll_pwait
// without a mask; empty if the call is in no row.
std::string_view name_of(const SystemCall& call);

// The descriptors among its arguments that may be sockets; none for waits (see
// waits.h) and for close_range.
std::vector<int> descriptors(const SystemCall& call);

// What a lane shows. `folded`: in one row with the other options of its socket.
enum class Shown { always, folded, with_all };
Shown shown(const SystemCall& call);

}  // namespace calls
