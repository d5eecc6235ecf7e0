// Follows a program and all that it begins, stop by stop. ptrace(2).
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <map>
#include <memory>
#include <string>

#include "common/calls/lane.h"
#include "common/calls/observer.h"
#include "common/calls/thread.h"

namespace calls {

class Tracer {
 public:
  Tracer(pid_t command, Wanted wanted, Lane& lane);

  // Until the last one has ended. Returns how the command has: a status of wait(2).
  int run();

 private:
  // Each stop, and how the thread goes on.
  void stop(pid_t id, int status);
  void enters(Thread& thread);
  void leaves(Thread& thread);
  void goes_on(Thread& thread, int signal = 0);
  void executes(Thread& thread);
  void ends(Thread& thread);
  void has_ended(pid_t id, int status);

  Thread& meet(pid_t id);
  void forget(pid_t id);
  std::vector<pid_t> others(pid_t process) const;

  pid_t command_;
  int status_ = 0;
  Lane& lane_;
  Observer observer_;
  std::map<pid_t, Thread> threads_;
  std::map<pid_t, std::shared_ptr<Process>> processes_;
};

}  // namespace calls
