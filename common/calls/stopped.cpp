#include "common/calls/stopped.h"

#include <sched.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "common/calls/process.h"

namespace calls {

__ptrace_syscall_info info_of(pid_t thread) {
  __ptrace_syscall_info info{};
  ::ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
  return info;
}

std::optional<int> message_of(pid_t thread) {
  unsigned long message = 0;
  if (::ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &message) == -1)
    return std::nullopt;
  return static_cast<int>(message);
}

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
