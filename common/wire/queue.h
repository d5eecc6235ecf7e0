// What waits on the wire for a key, in the order in which it came; and what the
// keys say of the segments to come.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/trace.h"
#include "common/wire/rules.h"

namespace wire {

// A packet on its way.
struct Flight {
  std::size_t from = 0;  // the host
  long id = 0;           // in the trace; 0: it is not there
  int connection = 0;    // its number; 0: none
  std::vector<std::byte> bytes{};
  trace::Segment segment{};  // of one that waits

  // "the client's FIN"
  [[nodiscard]] std::string words() const;
};

class Queue {
 public:
  explicit Queue(bool stopped) : stopped_{stopped, stopped} {}

  // Whether the segment must wait. One that is sought ends the search.
  bool stops(const trace::Segment& segment);
  void add(Flight flight) { flights_.push_back(std::move(flight)); }

  // What each host sends waits from here on, or passes.
  void stop(bool stopped);
  // The same of one host; returns whether it waits now.
  bool turn(std::size_t host);
  [[nodiscard]] bool is_stopped() const { return stopped_[0] || stopped_[1]; }

  // Only a segment of that kind waits: then, and from then on, each one.
  void seek(Pattern::Kind kind);

  [[nodiscard]] std::size_t size() const { return flights_.size(); }
  [[nodiscard]] const Flight& operator[](std::size_t n) const {
    return flights_[n];
  }
  // The first of all, of a host, or of those before one that is sought; nothing
  // if there is none.
  std::optional<Flight> take();
  std::optional<Flight> take_of(std::size_t host);
  std::optional<Flight> take_to_sought();
  void put_behind_next() { std::swap(flights_[0], flights_[1]); }

  // "client FIN, 2 more; server nothing": the host of the first one stands first.
  // "runs": what it sends passes.
  [[nodiscard]] std::string words() const;

 private:
  std::optional<Flight> take_at(std::size_t n);

  std::array<bool, 2> stopped_;
  std::optional<Pattern::Kind> sought_;
  std::deque<Flight> flights_;
};

}  // namespace wire
