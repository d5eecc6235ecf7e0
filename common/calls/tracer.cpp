#include "common/calls/tracer.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/calls/filter.h"

namespace calls {
namespace {

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

// A signal has interrupted the call. The kernel begins it again, or a handler runs
// first, and then the program may be told EINTR. A program never sees these results:
// ERESTARTSYS and the like, include/linux/errno.h of the kernel.
bool is_interrupted(long long result) {
  return result == -512 || result == -513 || result == -514 || result == -516;
}

bool is_same(const OpenCall& one, const OpenCall& other) {
  return one.call.number == other.call.number &&
         one.call.arguments == other.call.arguments &&
         one.instruction == other.instruction && one.stack == other.stack;
}

}  // namespace

Tracer::Tracer(pid_t command, Wanted wanted, Lane& lane)
    : command_{command},
      lane_{lane},
      observer_{wanted, lane,
                [this](pid_t process) { return others(process); }} {
  meet(command);
}

int Tracer::run() {
  int status = 0;
  pid_t id = 0;
  while ((id = ::waitpid(-1, &status, __WALL)) != -1 || errno == EINTR)
    if (id != -1) stop(id, status);
  return status_;
}

void Tracer::stop(pid_t id, int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) return has_ended(id, status);
  Thread& thread = meet(id);
  const int signal = WSTOPSIG(status);
  const int event = status >> 16;
  if (signal == (SIGTRAP | 0x80)) return leaves(thread);
  switch (event) {
    case 0:
      return goes_on(thread, signal);
    case PTRACE_EVENT_SECCOMP:
      return enters(thread);
    case PTRACE_EVENT_EXEC:
      return executes(thread);
    case PTRACE_EVENT_EXIT:
      return ends(thread);
    case PTRACE_EVENT_STOP:
      if (signal == SIGTRAP) break;
      // SIGSTOP and its like: it stays stopped, as it would without us.
      ::ptrace(PTRACE_LISTEN, id, nullptr, nullptr);
      return;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE: {
      const Thread& made = meet(static_cast<pid_t>(message_of(id)));
      if (made.process != thread.process) observer_.forked();
      break;
    }
    default:
      break;
  }
  goes_on(thread);
}

void Tracer::goes_on(Thread& thread, int signal) {
  ::ptrace(thread.stops_at_return ? PTRACE_SYSCALL : PTRACE_CONT, thread.id,
           nullptr, static_cast<long>(signal));
}

void Tracer::enters(Thread& thread) {
  const auto info = info_of(thread.id);
  OpenCall call;
  call.call.number = static_cast<long>(info.seccomp.nr);
  std::ranges::copy(info.seccomp.args, call.call.arguments.begin());
  call.instruction = info.instruction_pointer;
  call.stack = info.stack_pointer;
  call.t = now();
  const auto kind = kind_of(call.call);
  if (!kind) return goes_on(thread);
  call.kind = *kind;

  if (call.call.number == SYS_rt_sigreturn) {
    thread.stops_at_return = !thread.interrupted.empty();
    thread.returns_from_handler = thread.stops_at_return;
    return goes_on(thread);
  }
  if (!thread.interrupted.empty() &&
      (call.call.number == SYS_restart_syscall ||
       is_same(call, thread.interrupted.back()))) {
    thread.call = std::move(thread.interrupted.back());
    thread.interrupted.pop_back();
    thread.stops_at_return = true;
    return goes_on(thread);
  }
  if (call.kind == Kind::restarts) return goes_on(thread);
  try {
    observer_.begins(thread, std::move(call));
  } catch (const Unreadable&) {
  }
  if (thread.call) {
    thread.stops_at_return = true;
    observer_.tell(thread, *thread.call);
  }
  goes_on(thread);
}

void Tracer::leaves(Thread& thread) {
  const auto info = info_of(thread.id);
  const long long result = info.exit.rval;
  thread.stops_at_return = false;
  if (std::exchange(thread.returns_from_handler, false)) {
    if (result == -EINTR && !thread.interrupted.empty()) {
      observer_.returns(thread, thread.interrupted.back(), -EINTR);
      thread.interrupted.pop_back();
    }
  } else if (thread.call) {
    OpenCall call = std::move(*thread.call);
    thread.call.reset();
    if (is_interrupted(result))
      thread.interrupted.push_back(std::move(call));
    else
      observer_.returns(thread, call, result);
  }
  goes_on(thread);
}

void Tracer::executes(Thread& thread) {
  for (auto place = threads_.begin(); place != threads_.end();)
    if (place->second.process == thread.process && place->first != thread.id)
      forget((place++)->first);
    else
      ++place;
  thread.process->program = program_of(thread.process->id);
  thread.stops_at_return = false;
  goes_on(thread);
}

void Tracer::ends(Thread& thread) {
  const auto status = static_cast<int>(message_of(thread.id));
  thread.has_ended = true;
  const bool is_last = std::ranges::none_of(threads_, [&](const auto& other) {
    return other.second.process == thread.process && !other.second.has_ended;
  });
  if (thread.call && thread.call->id != 0)
    lane_.never_returns(thread, *thread.call);
  if (is_last) {
    const char* name = ::sigabbrev_np(WTERMSIG(status));
    thread.process->end = observer_.ends(
        thread, WIFSIGNALED(status)
                    ? "killed by SIG" + std::string{name ? name : "?"}
                    : "exit");
  }
  thread.call.reset();
  thread.stops_at_return = false;
  goes_on(thread);
}

void Tracer::has_ended(pid_t id, int status) {
  const auto place = threads_.find(id);
  if (place != threads_.end()) {
    const Thread& thread = place->second;
    if (thread.process->end && thread.process->threads == 1)
      lane_.returns(thread, *thread.process->end, 0, nullptr, "");
    forget(id);
  }
  if (id == command_) status_ = status;
}

Thread& Tracer::meet(pid_t id) {
  const auto [place, fresh] = threads_.try_emplace(id);
  Thread& thread = place->second;
  if (!fresh) return thread;
  thread.id = id;
  const pid_t process = process_of(id);
  auto& known = processes_[process];
  if (!known)
    known = std::make_shared<Process>(
        Process{.id = process, .program = program_of(process)});
  thread.process = known;
  ++known->threads;
  return thread;
}

void Tracer::forget(pid_t id) {
  const auto place = threads_.find(id);
  if (--place->second.process->threads == 0)
    processes_.erase(place->second.process->id);
  threads_.erase(place);
}

std::vector<pid_t> Tracer::others(pid_t process) const {
  std::map<pid_t, pid_t> found;  // a thread of each
  for (const auto& [id, thread] : threads_)
    if (thread.process->id != process && !thread.has_ended)
      found.try_emplace(thread.process->id, id);
  std::vector<pid_t> ids;
  for (const auto& [other, id] : found) ids.push_back(id);
  return ids;
}

}  // namespace calls
