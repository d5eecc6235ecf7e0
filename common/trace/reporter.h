// Tells the trace of each call. A trace that is full (10 events, by default) is
// waited for, but no longer than 1 s in the whole life of the program: then,
// or if nobody is there, events are lost, and the next one says how many.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/socket/fd.h"
#include "common/trace/trace.h"

namespace trace {

class Reporter {
 public:
  // The trace's UNIX datagram socket (LAB_TRACE), or empty for no trace; and the
  // host that the program runs on (LAB_HOST). Without one, notes are for neither
  // host, and calls are not told.
  Reporter(std::string_view path, std::optional<Host> host);

  [[nodiscard]] bool active() const { return static_cast<bool>(socket_); }

  // A call begins; and the same one, the last that this thread began, returns.
  void begin(std::string_view program, std::string_view text);
  void end(long long result, std::string_view error);

  // Anything else; and what a key has done.
  void note(std::string_view text);
  void key(std::string_view text);

 private:
  void send(const trace::Event& event);
  bool reaches(const trace::Event& event);

  Fd socket_;
  std::optional<Host> host_;
  std::mutex mutex_;  // of what follows
  std::chrono::milliseconds patience_{1000};
  long lost_ = 0;
};

}  // namespace trace
