// All threads that are traced, by their processes.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <vector>

#include "common/calls/thread.h"

namespace calls {

class Threads {
 public:
  // The thread of that number, which may be new.
  Thread& meet(pid_t id);

  // Null if there is none.
  Thread* find(pid_t id);

  // It is gone. Returns whether its process is, too.
  bool forget(pid_t id);

  [[nodiscard]] bool empty() const { return threads_.empty(); }
  [[nodiscard]] std::vector<pid_t> of(pid_t process) const;
  [[nodiscard]] std::vector<pid_t> processes() const;
  [[nodiscard]] bool has_process(pid_t id) const {
    return processes_.contains(id);
  }

  // A thread of each other process that has one that has not ended.
  [[nodiscard]] std::vector<pid_t> of_others(pid_t process) const;

 private:
  std::map<pid_t, Thread> threads_;
  std::map<pid_t, std::shared_ptr<Process>> processes_;
};

}  // namespace calls
