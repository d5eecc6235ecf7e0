// How threads and programs begin, are replaced, and end; and what that closes.
#pragma once

#include <sys/types.h>

#include "common/calls/observer.h"
#include "common/calls/threads.h"
#include "common/calls/unseen.h"

namespace calls {

class Lives {
 public:
  Lives(Threads& threads, Observer& observer, Unseen& unseen)
      : threads_{threads}, observer_{observer}, unseen_{unseen} {}

  // A thread has begun another one, or a process.
  void begins(const Thread& parent);

  // A program has replaced that of the thread.
  void executes(Thread& thread);

  // A thread stands still at its end.
  void ends(Thread& thread);

  // It is gone: a status of wait(2).
  void has_ended(pid_t id, int status);

 private:
  void forget(Thread& thread, int status);
  void abandon(Thread& thread);

  Threads& threads_;
  Observer& observer_;
  Unseen& unseen_;
};

}  // namespace calls
