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
#include "common/calls/registers.h"
#include "common/calls/signals.h"

namespace calls {
namespace {

constexpr double wait_is_told_after = 0.020;  // seconds

// What a stopped thread is about to call, or has got.
__ptrace_syscall_info info_of(pid_t thread) {
  __ptrace_syscall_info info{};
  ::ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
  return info;
}

// What an event brings: a new thread, an exit status.
unsigned long message_of(pid_t thread) {
  unsigned long message = 0;
  ::ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &message);
  return message;
}

std::string how_it_ends(int status) {
  const int signal = WTERMSIG(status);
  const char* const name = signal != 0 ? ::sigabbrev_np(signal) : nullptr;
  return name != nullptr ? "killed by SIG" + std::string{name} : "exit";
}

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
  while (true) {
    yield();
    int status = 0;
    const pid_t id = ::waitpid(-1, &status, __WALL | WNOHANG);
    if (id == -1) return;
    if (id > 0)
      stop(id, status);
    else
      rest();
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

// Until something happens: to a thread, to us, or because time has passed.
void Tracer::rest() {
  constexpr double long_time = 3600;
  const double left = waits_.empty()
                          ? long_time
                          : waits_.front().began + wait_is_told_after - now();
  if (const auto taken = Signals::take(std::max(left, 0.0))) {
    if (taken->signal == SIGIO)
      hear();
    else if (taken->signal != SIGCHLD && taken->signal != SIGPIPE)
      pass_on(*taken);
  }
  tell_long_waits();
}

void Tracer::stop(pid_t id, int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) return has_ended(id, status);
  Thread& thread = threads_.meet(id);
  const int signal = WSTOPSIG(status);
  if (signal == (SIGTRAP | 0x80)) return returns(thread);
  switch (status >> 16) {
    case PTRACE_EVENT_SECCOMP:
      return makes_call(thread);
    case PTRACE_EVENT_EXEC:
      has_executed(thread);
      break;
    case PTRACE_EVENT_EXIT:
      ends(thread);
      break;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
      has_new(thread);
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
  if (unseen_.has_other_numbers(thread, info.arch, made.call.number) ||
      thread.goes_on_with(made) || is_special(thread, made))
    return goes_on(thread);
  const auto kind = kind_of(made.call);
  if (!kind) return goes_on(thread);
  made.kind = *kind;
  observe(thread, [&] { observer_.begins(thread, std::move(made)); });
  if (!thread.call) return goes_on(thread);

  if (thread.call->kind == Kind::waits)
    waits_.push_back({thread.call->t, thread.id});
  bool is_held = false;
  if (!gate_.is_open()) {
    hear();  // what was said before the program came here counts
    observe(thread, [&] {
      const OpenCall& call = *thread.call;
      is_held = observer_.is_ours(thread, call) &&
                gate_.holds(thread, !observer_.may_probe(thread, call));
    });
  }
  if (!is_held) make_call(thread);
}

void Tracer::make_call(Thread& thread) {
  observe(thread, [&] { observer_.tell(thread, *thread.call); });
  goes_on(thread);
}

// Calls that are not about a descriptor.
bool Tracer::is_special(Thread& thread, const OpenCall& made) {
  const auto first = made.call.arguments[0];
  switch (made.call.number) {
    case SYS_execve:
    case SYS_execveat:
      observe(thread,
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
  const long long result = info_of(thread.id).exit.rval;
  std::optional<OpenCall> call = thread.returned(result);
  if (call && call->call.number == SYS_ptrace) {
    if (result == -EPERM) unseen_.wants_to_trace(thread);
  } else if (call) {
    observe(thread, [&] { observer_.returns(thread, *call, result); });
  }
  goes_on(thread);
}

void Tracer::has_new(const Thread& parent) {
  const auto id = static_cast<pid_t>(message_of(parent.id));
  if (threads_.meet(id).process != parent.process) observer_.forked();
}

// A program has replaced another one. All other threads have ended, and the one that
// has called exec has the number of the first one now.
void Tracer::has_executed(Thread& thread) {
  const auto former = static_cast<pid_t>(message_of(thread.id));
  std::optional<OpenCall> exec;
  for (const pid_t id : threads_.of(thread.process->id)) {
    Thread& ended = *threads_.find(id);
    if (id == former) exec = std::exchange(ended.call, std::nullopt);
    abandon(ended);
    if (id != thread.id) threads_.forget(id);
  }
  thread.has_ended = false;
  if (exec) observer_.returns(thread, *exec, 0);
  observer_.forget(thread.process->id);
  thread.process->program = program_of(thread.process->id);
  thread.process->running = 1;
  unseen_.executes(thread, info_of(thread.id).arch);
}

// The kernel closes its files next, if it is the last one of its process.
void Tracer::ends(Thread& thread) {
  abandon(thread);
  thread.has_ended = true;
  Process& process = *thread.process;
  if (--process.running > 0) return;
  process.end_is_seen = true;
  observe(thread, [&] {
    process.end = observer_.closing().ends(
        thread, how_it_ends(static_cast<int>(message_of(thread.id))));
  });
}

void Tracer::has_ended(pid_t id, int status) {
  Thread* const thread = threads_.find(id);
  if (thread != nullptr) forget(*thread, status);
  if (id == command_) ended_(status);
}

// SIGKILL ends a stop: a thread may then stop again, at its end, before we let it go
// on. So it goes on from there, and we have not seen it.
void Tracer::forget(Thread& thread, int status) {
  const std::shared_ptr<Process> process = thread.process;
  abandon(thread);
  if (!thread.has_ended) --process->running;
  if (process->threads == 1) {
    if (!process->end_is_seen)
      process->end = observer_.closing().has_ended(thread, how_it_ends(status));
    if (process->end) observer_.returns(thread, *process->end, 0);
  }
  if (threads_.forget(thread.id)) observer_.forget(process->id);
}

// What the thread has called never returns.
void Tracer::abandon(Thread& thread) {
  for (const OpenCall& call : thread.interrupted)
    observer_.abandon(thread, call);
  if (thread.call && !thread.is_held) observer_.abandon(thread, *thread.call);
  observer_.forget_thread(thread.id);
  thread.interrupted.clear();
  thread.call.reset();
  thread.leaves_handler = false;
  thread.is_held = false;
}

// Looks into its process, which may not be ours to look into.
void Tracer::observe(const Thread& thread, const std::function<void()>& look) {
  try {
    look();
  } catch (const Unreadable&) {
    unseen_.unreadable(thread);
  }
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
      observe(*thread, [&] { observer_.lasts(*thread, *thread->call); });
  }
}

}  // namespace calls
