#include "common/calls/registers.h"

#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "common/calls/process.h"

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

void trace_child(pid_t thread, const SystemCall& call) {
  constexpr std::uint64_t untraced = CLONE_UNTRACED;
  if (call.number == SYS_clone3) {
    const std::uint64_t address = call.arguments[0];  // of a clone_args
    const auto flags = value_at<std::uint64_t>(memory_of(thread), address);
    if (flags && (*flags & untraced) != 0)
      ::ptrace(PTRACE_POKEDATA, thread, address, *flags & ~untraced);
    return;
  }
#ifdef __x86_64__
  ::ptrace(PTRACE_POKEUSER, thread, offsetof(user_regs_struct, rdi),
           call.arguments[0] & ~untraced);
#endif
}

}  // namespace calls
