// The calls that wait. Most are over at once, or about something else: one is told
// when it has lasted 20 ms, with the time at which it began; or when it returns, with
// the time of that, if it has found one of our sockets ready.
#pragma once

#include <vector>

#include "common/calls/epolls.h"
#include "common/calls/lane.h"
#include "common/calls/sockets.h"
#include "common/calls/thread.h"

namespace calls {

class Waiting {
 public:
  Waiting(Sockets& sockets, Lane& lane) : sockets_{sockets}, lane_{lane} {}

  void begins(const Thread& thread, OpenCall& wait);
  void lasts(const Thread& thread, OpenCall& wait);
  void returns(const Thread& thread, OpenCall& wait, long long result);

  // Whether one of our sockets is among those that it waits for.
  bool is_ours(const Thread& thread, const OpenCall& wait);

  // What the epolls of each process watch.
  Epolls epolls;

 private:
  bool is_ours(const Thread& thread, int fd);
  bool any_is_ours(const Thread& thread, const std::vector<int>& descriptors);

  Sockets& sockets_;
  Lane& lane_;
};

}  // namespace calls
