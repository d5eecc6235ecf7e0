#include "common/calls/tracer.h"

#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <utility>

#include "common/calls/filter.h"
#include "common/calls/signals.h"
#include "common/calls/stopped.h"

namespace calls {
namespace {

constexpr double wait_is_told_after = 0.020;  // seconds

}  // namespace

Tracer::Tracer(Lane& lane, Wanted wanted, Gate gate)
    : observer_{wanted, lane,
                [this](pid_t process) { return threads_.of_others(process); }},
      unseen_{lane},
      gate_{std::move(gate)} {}

void Tracer::follow(pid_t command, std::function<void(int status)> ended) {
  command_ = command;
  ended_ = std::move(ended);
  threads_.meet(command);
  hear();
  // Also if one thread or another always stands still, we hear what we are told.
  constexpr unsigned stops_between = 100;
  for (unsigned stops = 0;; ++stops) {
    yield();
    int status = 0;
    const pid_t id = ::waitpid(-1, &status, __WALL | WNOHANG);
    if (id == -1) return;
    if (id > 0) stop(id, status);
    if (id == 0 || stops % stops_between == 0) rest(id == 0);
  }
}

// The program first, if it is on this core: its next stop costs less so than a wait
// for SIGCHLD. But others that want the core come first, too, each for milliseconds:
// then a wait costs less.
void Tracer::yield() {
  constexpr double too_long = 0.001;  // seconds
  constexpr int stops_without = 100;
  if (crowded_ > 0) {
    --crowded_;
    return;
  }
  const double began = now();
  ::sched_yield();
  if (now() - began > too_long) crowded_ = stops_without;
}

// Until something happens: to a thread, to us, or because time has passed. Unless it
// may wait, only what has happened counts.
void Tracer::rest(bool may_wait) {
  constexpr double long_time = 3600;
  const double left = waits_.empty()
                          ? long_time
                          : waits_.front().began + wait_is_told_after - now();
  if (const auto taken = Signals::take(may_wait ? std::max(left, 0.0) : 0)) {
    if (taken->signal == SIGIO)
      hear();
    else if (taken->signal != SIGCHLD && taken->signal != SIGPIPE)
      pass_on(*taken);
  }
  tell_long_waits();
}

void Tracer::stop(pid_t id, int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) {
    lives_.has_ended(id, status);
    if (id == command_) ended_(status);
    return;
  }
  Thread& thread = threads_.meet(id);
  const int signal = WSTOPSIG(status);
  if (signal == (SIGTRAP | 0x80)) return returns(thread);
  switch (status >> 16) {
    case PTRACE_EVENT_SECCOMP:
      return makes_call(thread);
    case PTRACE_EVENT_EXEC:
      lives_.executes(thread);
      break;
    case PTRACE_EVENT_EXIT:
      lives_.ends(thread);
      break;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
      lives_.begins(thread);
      break;
    case PTRACE_EVENT_STOP:
      if (signal == SIGTRAP) break;
      // SIGSTOP, or its like: it is stopped, as it would be without us.
      ::ptrace(PTRACE_LISTEN, id, nullptr, nullptr);
      return;
    default:  // a signal on its way to the program
      return goes_on(thread, signal);
  }
  goes_on(thread);
}

// It may have been killed meanwhile: then another stop follows, or its end.
void Tracer::goes_on(const Thread& thread, int signal) {
  ::ptrace(thread.stops_at_return() ? PTRACE_SYSCALL : PTRACE_CONT, thread.id,
           nullptr, static_cast<long>(signal));
}

void Tracer::makes_call(Thread& thread) {
  const auto info = info_of(thread.id);
  if (info.op != PTRACE_SYSCALL_INFO_SECCOMP) return goes_on(thread);
  if (info.seccomp.ret_data != our_mark) refuse_call(thread.id);
  OpenCall made{.call = {.number = static_cast<long>(info.seccomp.nr)},
                .instruction = info.instruction_pointer,
                .stack = info.stack_pointer,
                .t = now()};
  std::ranges::copy(info.seccomp.args, made.call.arguments.begin());
  if (unseen_.has_other_numbers(thread, info.arch, made.call.number)) {
    observer_.close_unseen();
    return goes_on(thread);
  }
  if (thread.goes_on_with(made) || is_special(thread, made))
    return goes_on(thread);
  const auto kind = kind_of(made.call);
  if (!kind) return goes_on(thread);
  made.kind = *kind;
  unseen_.look(thread, [&] { observer_.begins(thread, std::move(made)); });
  if (!thread.call) return goes_on(thread);

  if (thread.call->kind == Kind::waits)
    waits_.push_back({thread.call->t, thread.id});
  bool is_held = false;
  if (!gate_.is_open()) {
    hear();  // what was said before the program came here counts
    unseen_.look(thread, [&] {
      const OpenCall& call = *thread.call;
      is_held = observer_.is_ours(thread, call) &&
                gate_.holds(thread, !observer_.may_probe(thread, call));
    });
  }
  if (!is_held) make_call(thread);
}

void Tracer::make_call(Thread& thread) {
  unseen_.look(thread, [&] { observer_.tell(thread, *thread.call); });
  goes_on(thread);
}

// Calls that are not about a descriptor.
bool Tracer::is_special(Thread& thread, const OpenCall& made) {
  const auto first = made.call.arguments[0];
  switch (made.call.number) {
    case SYS_execve:
    case SYS_execveat:
      unseen_.look(thread,
                   [&] { thread.call = observer_.closing().executes(thread); });
      return true;
    case SYS_ptrace:
      if (first == PTRACE_TRACEME || first == PTRACE_ATTACH ||
          first == PTRACE_SEIZE)
        thread.call = made;
      return true;
    case SYS_clone:
    case SYS_clone3:
      trace_child(thread.id, made.call);
      return true;
    case SYS_io_uring_setup:
      unseen_.makes_ring(thread);
      observer_.close_unseen();
      return true;
    default:
      return false;
  }
}

void Tracer::returns(Thread& thread) {
  const auto info = info_of(thread.id);
  if (info.op != PTRACE_SYSCALL_INFO_EXIT) return goes_on(thread);  // is killed
  const long long result = info.exit.rval;
  std::optional<OpenCall> call = thread.returned(result);
  if (call && call->call.number == SYS_ptrace) {
    if (result == -EPERM) unseen_.wants_to_trace(thread);
  } else if (call) {
    unseen_.look(thread, [&] { observer_.returns(thread, *call, result); });
  }
  goes_on(thread);
}

// A program that is killed ends while we look: what it closes is told. If we were
// killed with it, nobody would tell.
void Tracer::hear() {
  let_go(gate_.hear());
  if (gate_.kills()) kill_all(SIGKILL);
}

void Tracer::kill_all(int signal) {
  for (const pid_t process : threads_.processes()) ::kill(process, signal);
}

void Tracer::let_go(const std::vector<pid_t>& held) {
  for (const pid_t id : held) {
    Thread* const thread = threads_.find(id);
    if (thread == nullptr || !std::exchange(thread->is_held, false)) continue;
    thread->call->t = now();
    make_call(*thread);
  }
}

// A thread that is held cannot act upon a signal, so all go on. Once the command has
// ended, the signal is for all processes that it has left behind.
void Tracer::pass_on(const Signals::Taken& taken) {
  let_go(gate_.open());
  if (!taken.from_process) return;  // the program has it, too
  if (threads_.has_process(command_))
    ::kill(command_, taken.signal);
  else
    kill_all(taken.signal);
}

void Tracer::tell_long_waits() {
  const double began_before = now() - wait_is_told_after;
  for (; !waits_.empty() && waits_.front().began <= began_before;
       waits_.pop_front()) {
    Thread* const thread = threads_.find(waits_.front().thread);
    if (thread != nullptr && thread->call && !thread->is_held &&
        thread->call->t == waits_.front().began)
      unseen_.look(*thread, [&] { observer_.lasts(*thread, *thread->call); });
  }
}

}  // namespace calls
