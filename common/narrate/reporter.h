// Tells the trace of each call, if LAB_TRACE names its socket (a UNIX datagram
// socket) and LAB_HOST the host. Never waits, and never fails: a trace that is
// full or gone loses events, and is told how many.
#pragma once

#include <string>
#include <string_view>

#include "common/observe/trace.h"
#include "common/socket/fd.h"

namespace narrate {

class Reporter {
 public:
  Reporter();

  [[nodiscard]] bool active() const { return static_cast<bool>(socket_); }

  // A call begins; and the same one, the last that this thread began, returns.
  void begin(std::string_view program, std::string_view text);
  void end(long long result, std::string_view error);

  // Anything else.
  void note(std::string_view text);

 private:
  void send(const observe::Event& event);

  Fd socket_;
  std::string host_;
  long lost_ = 0;
};

}  // namespace narrate
