#include "common/calls/thread.h"

#include <sys/syscall.h>

#include <cerrno>
#include <utility>

namespace calls {
namespace {

// ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND and ERESTART_RESTARTBLOCK of the
// kernel's include/linux/errno.h. No program ever sees them.
bool is_interrupted(long long result) {
  return result == -512 || result == -513 || result == -514 || result == -516;
}

bool is_same(const OpenCall& one, const OpenCall& other) {
  return one.call.number == other.call.number &&
         one.call.arguments == other.call.arguments &&
         one.instruction == other.instruction && one.stack == other.stack;
}

std::optional<OpenCall> take_last(std::vector<OpenCall>& calls) {
  if (calls.empty()) return std::nullopt;
  std::optional<OpenCall> last = std::move(calls.back());
  calls.pop_back();
  return last;
}

}  // namespace

bool Thread::goes_on_with(const OpenCall& made) {
  // What rt_sigreturn "returns" is what the interrupted call will: EINTR, or its
  // number again.
  if (made.call.number == SYS_rt_sigreturn) {
    leaves_handler = !interrupted.empty();
    return true;
  }
  const bool again = made.call.number == SYS_restart_syscall;
  if (!interrupted.empty() && (again || is_same(made, interrupted.back())))
    call = take_last(interrupted);
  return again || call;
}

std::optional<OpenCall> Thread::returned(long long result) {
  if (std::exchange(leaves_handler, false))
    return result == -EINTR ? take_last(interrupted) : std::nullopt;
  std::optional<OpenCall> back = std::exchange(call, std::nullopt);
  if (!back || !is_interrupted(result)) return back;
  interrupted.push_back(std::move(*back));
  return std::nullopt;
}

}  // namespace calls
