// The calls of one host's programs, as far as one of them may be why a segment
// leaves: connect, what writes, what reads, what ends.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "common/trace/trace.h"

namespace cause {

enum class Use { other, connects, writes, reads, ends };

// What a call is for: by its name. shutdown(SHUT_RD) ends nothing.
Use use_of(std::string_view call);

// One that has begun.
struct Made {
  trace::Call call;
  Use use = Use::other;
  long order = 0;      // where it stands in the trace
  long end_order = 0;  // where its return does; 0: it is open
  double end_t = 0;
  std::uint64_t written = 0;  // its result, of a call that writes
  std::uint64_t sent = 0;     // so many of these bytes have left
  bool spent = false;         // it has had its segment: a SYN, a FIN, a RST
};

// A connection as a host sees it.
struct Place {
  std::string local;
  std::string peer;
  long first = 0;     // where its first segment stands in the trace
  bool alone = true;  // no other connection is open
};

class Calls {
 public:
  void begin(const trace::Call& call, long order);
  void end(const trace::Return& end, long order);

  // The call that has made this segment; nullptr if none is known, or it may be
  // another one. Each takes note: a call makes one SYN or FIN, and a byte leaves once.
  Made* connecting(const Place& place);
  Made* writing(const Place& place, std::uint32_t bytes);
  Made* ending(const Place& place, double t, bool data_waits);
  Made* aborting(const Place& place, double t);

  // A call that reads has run since then: it is open, or ended later.
  [[nodiscard]] const Made* reading(const Place& place, long since) const;

  // A program of this host has told a call.
  [[nodiscard]] bool any() const { return !made_.empty(); }

 private:
  [[nodiscard]] bool listens(const Made& made) const;

  std::deque<Made> made_;
  std::deque<std::pair<int, std::string>> listeners_;  // pid, first argument
};

}  // namespace cause
