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
#include <map>
#include <optional>
#include <string>
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
  // Of a very long trace, every other point goes; those with window 0 stay.
  explicit QueueLog(std::size_t most_points = 20'000) : most_{most_points} {}

  void take(const trace::Moment& moment);

  // Those that have sent data, by connection; the client's first.
  [[nodiscard]] std::vector<QueueSeries> series() const;

 private:
  struct Way {  // what one host sends
    std::string source{};
    std::string destination{};
    std::optional<std::int64_t> acked{};  // relative, as in Segment
    std::int64_t next = 0;
    bool data = false;
    QueuePoint now{};
    std::vector<QueuePoint> points{};
  };
  using Ways = std::array<Way, 2>;  // the client's, the server's

  void send(const trace::Segment& segment);
  void arrive(double t, const trace::Segment& segment);
  static void learn(Ways& ways, const trace::Queues& queues);
  void note(double t, Ways& ways);
  void note(double t, Way& way);

  std::size_t most_;
  std::map<int, Ways> connections_;
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
