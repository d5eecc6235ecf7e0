// Who it is: nobody, in a user namespace of its own, without a capability, and so
// it stays. user_namespaces(7), capabilities(7).
#pragma once

#include <sys/types.h>

#include "common/sandbox/plan.h"

namespace sandbox {

// What nobody is called in /etc/passwd.
constexpr uid_t nobody = 65534;

// Makes nobody of that process's user namespace what it is outside: of root's world
// nobody, too; of an ordinary user's world that user, for there is nobody else.
// Throws std::system_error, or Unavailable.
void map_nobody(pid_t process);

// This process is nobody from now on, and cannot get any rights by what it runs.
void become_nobody();

// The kernel's limits of a process. See setrlimit(2).
void set_limits(const Limits& limits);

}  // namespace sandbox
