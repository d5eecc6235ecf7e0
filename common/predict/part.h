// A scene that was played unseen, in the parts that can be asked about: the lines of
// the play, the events that came of them, and what was drawn.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/trace/reader.h"
#include "common/trace/trace.h"

namespace predict {

// A line of the play: "go_on", {"client", "closed"}.
struct Line {
  int number = 0;
  std::string verb{};
  std::vector<std::string> arguments{};
  std::string text{};  // as it stands there
};

// From one line that makes something happen to the next.
struct Part {
  std::vector<Line> lines{};
  std::vector<trace::Moment> moments{};
  std::string shown{};   // what was drawn and said
  bool settled = false;  // what the lines have caused was waited for
};

// Takes a scene in. It has no clock, and no descriptor.
class Rehearsal {
 public:
  // From here on the segments carry such frames.
  void name_frames(std::optional<trace::Frames> frames);

  // The next line of the play is about to be played.
  void begin(Line line);

  // A line of the trace. What is no event is passed over.
  void take(std::string_view json);
  void show(std::string_view text);

  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  [[nodiscard]] std::vector<Part>& parts() { return parts_; }

 private:
  trace::TraceReader reader_;
  std::vector<Part> parts_ = {Part{}};
};

// ask TEXT RIGHT WRONG ... [because REASON]
struct Wording {
  std::string text{};
  std::vector<std::string> answers{};  // the right one first
  std::string reason{};
};
Wording wording(const std::vector<std::string>& arguments);

// What the play's line gives away to one who is asked what comes of it: nothing, if
// it only starts or sets something.
bool tells_nothing(const Line& line);

// The line only looks: states, unread, timer, counters, printed, sockets.
bool only_looks(std::string_view verb);

}  // namespace predict
