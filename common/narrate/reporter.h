// Tells the trace of each call. Never waits, and never fails: a trace that is
// full or gone loses events, and is told how many.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "common/observe/trace.h"
#include "common/socket/fd.h"

namespace narrate {

class Reporter {
 public:
  // The trace's UNIX datagram socket (LAB_TRACE), or empty for no trace; and the
  // host that the program runs on (LAB_HOST).
  Reporter(std::string_view path, std::string_view host);

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
  std::atomic<long> lost_ = 0;
};

}  // namespace narrate
