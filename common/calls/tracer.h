// Follows a program and all that it begins, from stop to stop. A thread stops before
// a call that the filter names and, if the call is about a socket, when that returns;
// it goes on when we say so. In between we ask what it calls, look into its memory,
// and tell of it.
//
//   the program          the kernel                      the tracer
//   send(5, ...)  ─────► filter: SECCOMP_RET_TRACE ────► waitpid() returns
//                        (the thread stands still)       which call? whose socket?
//                                                        tells "send(5, 79)"
//                        makes the call ◄─────────────── PTRACE_SYSCALL
//                        it returns 79 ────────────────► waitpid() returns
//                                                        tells "= 79"
//   goes on     ◄─────────────────────────────────────── PTRACE_CONT
//
// See ptrace(2), seccomp(2).
#pragma once

#include <sys/types.h>

#include <deque>
#include <functional>
#include <vector>

#include "common/calls/gate.h"
#include "common/calls/lane.h"
#include "common/calls/lives.h"
#include "common/calls/observer.h"
#include "common/calls/signals.h"
#include "common/calls/threads.h"
#include "common/calls/unseen.h"

namespace calls {

class Tracer {
 public:
  Tracer(Lane& lane, Wanted wanted, Gate gate);
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  // Follows a process that this thread traces, until that and all others have ended.
  // Calls ended(status) when that has: a status of wait(2). Signals::block() comes
  // before.
  void follow(pid_t command, std::function<void(int status)> ended);

 private:
  struct Wait {
    double began;
    pid_t thread;
  };

  void yield();
  void rest(bool may_wait);
  void stop(pid_t id, int status);
  void goes_on(const Thread& thread, int signal = 0);

  void makes_call(Thread& thread);
  bool is_special(Thread& thread, const OpenCall& made);
  void make_call(Thread& thread);
  void returns(Thread& thread);

  void hear();
  void let_go(const std::vector<pid_t>& held);
  void kill_all(int signal);
  void pass_on(const Signals::Taken& taken);
  void tell_long_waits();

  Threads threads_;
  Observer observer_;
  Unseen unseen_;
  Lives lives_{threads_, observer_, unseen_};
  Gate gate_;
  pid_t command_ = 0;
  std::function<void(int status)> ended_;
  int crowded_ = 0;         // for so many stops the core is not left to others
  std::deque<Wait> waits_;  // the one that began first is in front
};

}  // namespace calls
