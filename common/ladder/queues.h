// Where the bytes of a connection lie, over time: in the sender's queue, on their
// way, in the receiver's queue; and how much more the receiver has room for. It is
// read from a trace. What draws it is in queues_text.cpp and queues_svg.cpp.
//
//   unsent      written, and not sent: the sender's Send-Q, less what is in flight
//   in flight   sent, and not acknowledged, as far as the sender knows
//   unread      in the receiver's Recv-Q
//   window      of the last segment that has reached the sender
//
// Segments alone tell of the second and the fourth; the kernels tell of the others.
// SYN and FIN count as one byte.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "common/trace/reader.h"
#include "common/trace/trace.h"

namespace ladder {

// From `t` on.
struct QueuePoint {
  double t = 0;
  std::optional<std::int64_t> unsent{};  // nothing: not known
  std::int64_t in_flight = 0;
  std::optional<std::int64_t> unread{};
  std::optional<std::int64_t> window{};
};

// What one host sends on one connection.
struct QueueSeries {
  int connection = 0;
  trace::Host from = trace::Host::client;
  std::string source{};
  std::string destination{};
  std::vector<QueuePoint> points{};  // only where something has changed
  double end = 0;                    // of the trace
};

class QueueLog {
 public:
  // Of a very long trace: so many of its first events. Of very many points every
  // other one goes; those with window 0 stay.
  explicit QueueLog(std::size_t most_events = 100'000,
                    std::size_t most_points = 20'000)
      : most_events_{most_events}, most_points_{most_points} {}

  void take(const trace::Moment& moment);

  // Those that have sent data, by connection; the client's first.
  [[nodiscard]] std::vector<QueueSeries> series() const;

 private:
  std::size_t most_events_;
  std::size_t most_points_;
  // A segment does not say that it arrives later: its arrival does.
  std::vector<std::variant<trace::Segment, trace::Arrival, trace::QueueChange>>
      events_;
  std::set<long> late_;  // ids
  double end_ = 0;
};

// Lines of at most `width` columns: a row a moment, no more than `rows` of each
// direction. `ascii`: no other characters.
std::string queues_text(const std::vector<QueueSeries>& all, std::size_t width,
                        std::size_t rows, bool ascii);

// A picture of its own.
std::string queues_svg(const std::vector<QueueSeries>& all,
                       std::string_view title);

}  // namespace ladder
