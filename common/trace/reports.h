// The receiving end of LAB_TRACE: what the programs say of their calls, and
// what the screenplay says.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "common/socket/fd.h"
#include "common/trace/trace.h"

namespace trace {

class Reports {
 public:
  // Makes a UNIX datagram socket of that name; whoever comes later than
  // `start` has its times counted from there. Throws std::system_error.
  Reports(const std::string& path, std::chrono::steady_clock::time_point start);

  [[nodiscard]] int fd() const { return socket_.get(); }

  // What has come, in that order. Does not wait. Passes over what is no event that
  // a program may tell (README.md). Whatever clock a program has, what it tells is
  // from the last second.
  std::vector<Event> take();

 private:
  bool is_begun(const Event& event);

  Fd socket_;
  double start_;  // in seconds of CLOCK_MONOTONIC
  std::set<std::tuple<Host, int, long>> open_calls_;
};

}  // namespace trace
