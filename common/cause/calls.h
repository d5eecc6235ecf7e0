// The calls of one host's programs, as far as one of them may be why a segment
// leaves: connect, what writes, what reads, what ends.
#pragma once

#include <cstdint>
#include <deque>
#include <set>
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
  int opener = 0;     // the process whose connect() has opened it; 0: not known
};

class Calls {
 public:
  void begin(const trace::Call& call, long order);
  void end(const trace::Return& end, long order);

  // The call that has made this segment; nullptr if none is known, or it may be
  // another one. Each takes note: a call makes one SYN or FIN, and a byte leaves once.
  struct Found {
    Made* made = nullptr;
    bool none = true;  // there is not even one that it might be
  };
  Made* connecting(const Place& place);
  Found writing(const Place& place, std::uint32_t bytes);
  Found ending(const Place& place, double t, bool data_waits);
  Made* aborting(const Place& place, double t);

  // A call that reads has run since then: it is open, or ended later.
  [[nodiscard]] const Made* reading(const Place& place, long since) const;

  // This process has opened a connection: what it does to a socket that is not named
  // is not for those that others have opened.
  void note_opener(int pid) { openers_.insert(pid); }

 private:
  [[nodiscard]] bool may_concern(const Made& made, const Place& place) const;
  [[nodiscard]] bool may_end(const Made& made, const Place& place,
                             bool by_listener) const;
  [[nodiscard]] bool listens(const Made& made) const;

  std::deque<Made> made_;
  std::set<int> openers_;
  std::deque<std::pair<int, std::string>> listeners_;  // pid, first argument
};

}  // namespace cause
