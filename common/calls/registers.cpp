#include "common/calls/registers.h"

#include <sched.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include <cerrno>
#include <cstddef>

namespace calls {

void refuse_call([[maybe_unused]] pid_t thread) {
#ifdef __x86_64__
  user_regs_struct registers{};
  ::ptrace(PTRACE_GETREGS, thread, nullptr, &registers);
  registers.orig_rax = static_cast<unsigned long long>(-1);
  registers.rax = static_cast<unsigned long long>(-ENOSYS);
  ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
#endif
}

void trace_child([[maybe_unused]] pid_t thread,
                 [[maybe_unused]] std::uint64_t flags) {
#ifdef __x86_64__
  ::ptrace(PTRACE_POKEUSER, thread, offsetof(user_regs_struct, rdi),
           flags & ~std::uint64_t{CLONE_UNTRACED});
#endif
}

}  // namespace calls
