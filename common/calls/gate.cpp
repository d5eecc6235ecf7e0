#include "common/calls/gate.h"

#include <iostream>

namespace calls {

bool Gate::holds(Thread& thread, bool shown) {
  const OpenCall& call = *thread.call;
  if (!holds_.takes(call.text, shown && !call.late)) return false;
  thread.is_held = true;
  held_.push_back(thread.id);
  lane_.note("about to call " + call.text);
  control_->held(thread.process->id, call.text);
  return true;
}

std::vector<pid_t> Gate::hear() {
  std::vector<pid_t> free;
  // What a person types is for the program while nothing is held.
  if (!control_ || (held_.empty() && control_->is_person())) return free;
  for (const std::string& line : control_->take()) {
    std::size_t most = 0;
    if (line.empty())
      most = 1;  // Enter
    else if (line == "kill")
      kills_ = true;
    else if (holds_.obey(line))
      most = held_.size();
    else
      std::cerr << "calls: it is until CALL [N], next, run or kill, not '"
                << line << "'\n";
    for (; most > 0 && !held_.empty(); --most) {
      free.push_back(held_.front());
      held_.pop_front();
    }
  }
  return free;
}

std::vector<pid_t> Gate::open() {
  holds_.run();
  const std::deque<pid_t> all = std::exchange(held_, {});
  return {all.begin(), all.end()};
}

}  // namespace calls
