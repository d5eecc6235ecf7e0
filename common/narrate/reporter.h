// Tells the trace of each call, and never waits for it: while the trace is full
// (10 events, by default), events wait here for the next one to be sent. Of a
// trace that stays full it loses events, and says how many.
#pragma once

#include <deque>
#include <mutex>
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
  ~Reporter();  // gives what still waits a tenth of a second

  [[nodiscard]] bool active() const { return static_cast<bool>(socket_); }

  // A call begins; and the same one, the last that this thread began, returns.
  void begin(std::string_view program, std::string_view text);
  void end(long long result, std::string_view error);

  // Anything else.
  void note(std::string_view text);

 private:
  void send(const observe::Event& event);
  bool send_waiting();  // as much as there is room for; false: some still waits

  Fd socket_;
  std::string host_;
  std::mutex mutex_;  // of what follows
  std::deque<std::string> waiting_;
  long lost_ = 0;
};

}  // namespace narrate
