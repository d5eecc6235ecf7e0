#include "common/calls/lives.h"

#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/calls/process.h"
#include "common/calls/stopped.h"

namespace calls {
namespace {

std::string how_it_ends(int status) {
  const int signal = WTERMSIG(status);
  const char* const name = signal != 0 ? ::sigabbrev_np(signal) : nullptr;
  return name != nullptr ? "killed by SIG" + std::string{name} : "exit";
}

}  // namespace

void Lives::begins(const Thread& parent) {
  const std::optional<pid_t> id = message_of(parent.id);
  if (id && threads_.meet(*id).process != parent.process) observer_.forked();
}

// A program has replaced another one. All other threads have ended, and the one that
// has called exec has the number of the first one now.
void Lives::executes(Thread& thread) {
  const std::optional<pid_t> former = message_of(thread.id);
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
  if (former) unseen_.executes(thread, info_of(thread.id).arch);
}

// The kernel closes its files next, if it is the last one of its process.
void Lives::ends(Thread& thread) {
  abandon(thread);
  thread.has_ended = true;
  Process& process = *thread.process;
  if (--process.running > 0) return;
  if (const std::optional<int> status = message_of(thread.id))
    unseen_.look(thread, [&] {
      process.end = observer_.closing().ends(thread, how_it_ends(*status));
    });
  // If it is killed within this stop, too, its files close while we look.
  process.end_is_seen = message_of(thread.id).has_value();
}

void Lives::has_ended(pid_t id, int status) {
  Thread* const thread = threads_.find(id);
  if (thread != nullptr) forget(*thread, status);
}

// SIGKILL ends a stop: a thread may then stop again, at its end, before we let it go
// on. So it goes on from there, and we have not seen it.
void Lives::forget(Thread& thread, int status) {
  const std::shared_ptr<Process> process = thread.process;
  abandon(thread);
  if (!thread.has_ended) --process->running;
  if (process->threads == 1) {
    if (process->end) observer_.returns(thread, *process->end, 0);
    if (!process->end_is_seen)
      if (auto end = observer_.closing().has_ended(thread, how_it_ends(status)))
        observer_.returns(thread, *end, 0);
  }
  if (threads_.forget(thread.id)) observer_.forget(process->id);
}

// What the thread has called never returns.
void Lives::abandon(Thread& thread) {
  for (const OpenCall& call : thread.interrupted)
    observer_.abandon(thread, call);
  if (thread.call && !thread.is_held) observer_.abandon(thread, *thread.call);
  observer_.forget_thread(thread.id);
  thread.interrupted.clear();
  thread.call.reset();
  thread.leaves_handler = false;
  thread.is_held = false;
}

}  // namespace calls
