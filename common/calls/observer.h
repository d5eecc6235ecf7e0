// What the calls of a program mean for its sockets, and what is told of them.
#pragma once

#include <cstddef>
#include <utility>

#include "common/calls/closing.h"
#include "common/calls/lane.h"
#include "common/calls/passing.h"
#include "common/calls/sockets.h"
#include "common/calls/thread.h"
#include "common/calls/waiting.h"

namespace calls {

struct Wanted {
  bool all = false;  // each option, epoll_ctl, sockets that are never used
  bool waits = true;
  std::size_t data_bytes = 64;
};

class Observer {
 public:
  Observer(Wanted wanted, Lane& lane, Closing::Others others)
      : wanted_{wanted},
        lane_{lane},
        closing_{sockets_, lane, std::move(others)} {}

  // A thread is about to make a call. If that is of interest, the thread has it as
  // its call from now on. This and the others throw Unreadable.
  void begins(Thread& thread, OpenCall call);

  // Tells of it before it is made, unless that is for later: then it is told when it
  // returns, with the time of that.
  void tell(const Thread& thread, OpenCall& call);

  // What the kernel has returned: an error is below 0.
  void returns(const Thread& thread, OpenCall& call, long long result);

  // It never returns: its thread ends, or its program is replaced.
  void abandon(const Thread& thread, const OpenCall& call);

  // A wait has lasted long enough to be told.
  void lasts(const Thread& thread, OpenCall& call) {
    waiting_.lasts(thread, call);
  }

  // Whether it is about a socket of ours, as far as one knows before it returns. A
  // socket that was made to probe, and is closed, is of nobody.
  bool is_ours(const Thread& thread, const OpenCall& call);

  // Whether it only asks for a way, as getaddrinfo() does: a UDP socket that
  // connects, and may never send.
  bool may_probe(const Thread& thread, const OpenCall& call);

  // A process was made from another one; or has another program, or is gone.
  void forked() { sockets_.forked(); }
  void forget(pid_t process) { waiting_.epolls.close_all(process); }

  // A thread has ended, or has another program.
  void forget_thread(pid_t thread) { sockets_.ends(thread); }

  // Descriptors may close from now on that we do not see.
  void close_unseen() { sockets_.close_unseen(); }

  Closing& closing() { return closing_; }

 private:
  bool concerns(const Thread& thread, OpenCall& call);
  void forget_closing(const OpenCall& call);
  Details learns(const Thread& thread, OpenCall& call, long long result);

  Wanted wanted_;
  Lane& lane_;
  Sockets sockets_;
  Waiting waiting_{sockets_, lane_};
  Passing passing_{sockets_, lane_};
  Closing closing_;
};

}  // namespace calls
