// Descriptors of our sockets that go from one process to another: in a message on a
// UNIX socket (SCM_RIGHTS, unix(7)), or taken with pidfd_getfd(2).
#pragma once

#include "common/calls/lane.h"
#include "common/calls/sockets.h"
#include "common/calls/thread.h"

namespace calls {

class Passing {
 public:
  Passing(Sockets& sockets, Lane& lane) : sockets_{sockets}, lane_{lane} {}

  // A call that may pass or get some. Returns whether it is of interest; one that
  // gets is told late, if it has got some of ours.
  bool begins(const Thread& thread, OpenCall& call);

  // It has succeeded. Returns what to tell beside.
  Details returns(const Thread& thread, OpenCall& call, long long result);

 private:
  Socket* of_ours(const Thread& thread, int fd);

  Sockets& sockets_;
  Lane& lane_;
};

}  // namespace calls
