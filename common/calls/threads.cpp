#include "common/calls/threads.h"

#include "common/calls/process.h"

namespace calls {

Thread& Threads::meet(pid_t id) {
  const auto [place, fresh] = threads_.try_emplace(id);
  Thread& thread = place->second;
  if (!fresh) return thread;
  thread.id = id;
  const pid_t process = process_of(id);
  std::shared_ptr<Process>& known = processes_[process];
  if (!known)
    known = std::make_shared<Process>(
        Process{.id = process, .program = program_of(process)});
  ++known->threads;
  ++known->running;
  thread.process = known;
  return thread;
}

Thread* Threads::find(pid_t id) {
  const auto place = threads_.find(id);
  return place == threads_.end() ? nullptr : &place->second;
}

bool Threads::forget(pid_t id) {
  const auto place = threads_.find(id);
  if (place == threads_.end()) return false;
  Process& process = *place->second.process;
  const bool is_last = --process.threads == 0;
  if (is_last) processes_.erase(process.id);
  threads_.erase(place);
  return is_last;
}

std::vector<pid_t> Threads::of(pid_t process) const {
  std::vector<pid_t> found;
  for (const auto& [id, thread] : threads_)
    if (thread.process->id == process) found.push_back(id);
  return found;
}

std::vector<pid_t> Threads::processes() const {
  std::vector<pid_t> found;
  for (const auto& [id, process] : processes_) found.push_back(id);
  return found;
}

std::vector<pid_t> Threads::of_others(pid_t process) const {
  std::map<pid_t, pid_t> found;
  for (const auto& [id, thread] : threads_)
    if (thread.process->id != process && !thread.has_ended)
      found.try_emplace(thread.process->id, id);
  std::vector<pid_t> ids;
  ids.reserve(found.size());
  for (const auto& [other, id] : found) ids.push_back(id);
  return ids;
}

}  // namespace calls
