// What the calls of a program mean for its sockets, and what is told of them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/calls/lane.h"
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
  // `others`: a thread of each process but this one.
  using Others = std::function<std::vector<pid_t>(pid_t process)>;
  Observer(Wanted wanted, Lane& lane, Others others)
      : wanted_{wanted}, lane_{lane}, others_{std::move(others)} {}

  // A thread is about to make a call. If that is about a socket, the thread has it
  // as its call from now on. Throws Unreadable.
  void begins(Thread& thread, OpenCall call);

  // Tells of it before it is made, unless that is for later.
  void tell(const Thread& thread, OpenCall& call);

  // What the kernel has returned: an error is below 0.
  void returns(const Thread& thread, OpenCall& call, long long result);

  // A wait that has lasted so long that it is told.
  void lasts(const Thread& thread, OpenCall& call);

  // It never returns: its thread ends, or its program is replaced.
  void abandon(const Thread& thread, const OpenCall& call);

  // Whether it is about one of our sockets, as far as one can know before it returns.
  bool is_ours(const Thread& thread, const OpenCall& call);

  // A process replaces its program, or ends, and sockets close with that: tells so.
  // Nothing if none does.
  std::optional<OpenCall> executes(const Thread& thread);
  std::optional<OpenCall> ends(const Thread& thread, const std::string& how);

  // A process was made from another one; or has another program, or is gone.
  void forked() { sockets_.forked(); }
  void forget(pid_t process) { waiting_.epolls.close_all(process); }

 private:
  bool concerns(const Thread& thread, OpenCall& call);
  bool passes(const Thread& thread, OpenCall& call);
  std::vector<int> closing(const Thread& thread, const OpenCall& call);
  std::vector<int> last(const Thread& thread, const std::vector<int>& closing);
  Details about_last(const Thread& thread, const std::vector<int>& last,
                     OpenCall& call);
  void learns(const Thread& thread, OpenCall& call, long long result,
              Details& details);
  std::optional<OpenCall> close_without_call(const Thread& thread,
                                             const std::string& how,
                                             const std::vector<int>& closing);

  Wanted wanted_;
  Lane& lane_;
  Others others_;
  Sockets sockets_;
  Waiting waiting_{sockets_, lane_};
};

}  // namespace calls
