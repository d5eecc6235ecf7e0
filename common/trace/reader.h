// A trace read line by line, and checked: what cannot be is refused.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "common/trace/frames.h"
#include "common/trace/trace.h"

namespace trace {

// An event, and what it ends.
struct Moment {
  Event event;
  std::optional<Call> call{};        // that of a Return
  std::optional<Segment> segment{};  // that of an Arrival; or it was of this
  std::optional<OtherPacket> packet{};
};

class TraceReader {
 public:
  // `frames`: names the frames inside the segments, if there is one.
  explicit TraceReader(std::optional<Frames> frames = {})
      : frames_{std::move(frames)} {}

  // What a line says, or why it is refused: it is malformed, its time is long
  // past, it returns from a call that did not begin, or a segment arrives that
  // was not sent (or too long ago: memory is bounded).
  std::variant<Moment, BadLine> read(std::string_view line);

 private:
  std::map<std::tuple<Host, int, long>, Call> open_calls_;
  std::map<long, Event> sent_;  // segments and other packets
  std::optional<Frames> frames_;
  double last_t_ = 0;
  bool begun_ = false;
};

}  // namespace trace
