// Did what was expected happen, in order? Judges event by event, so a trace may
// be as long as it likes.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/trace/trace.h"
#include "common/verify/deed.h"
#include "common/verify/deeds.h"
#include "common/verify/expectation.h"
#include "common/verify/nearest.h"
#include "common/verify/outcomes.h"

namespace verify {

// A line that was not met. `from` to `to`: the events of the trace, from 0,
// where it should have been. `events`: the first of them, a dozen at most.
struct Unmet {
  const Expectation* expectation = nullptr;  // none: the trace itself is bad
  std::string reason;
  std::size_t from = 0;
  std::size_t to = 0;
  std::vector<trace::Event> events;
  std::string nearest{};  // what did happen; empty: nothing like it
  std::optional<double> nearest_at{};  // in seconds
};

// How a line stands at the end of a trace.
struct Standing {
  const Expectation* expectation = nullptr;
  bool met = false;       // of "never": it did not happen; of "count": so far
  bool violated = false;  // of these two: it happened too often
};

class Judge {
 public:
  // `lines` must outlive it. `calls_only`: judges just what is about calls, for a
  // trace without a wire.
  Judge(const std::vector<Expectation>& lines, bool calls_only);

  void take(const trace::Event& event);

  // After the last event: the first line that was not met; nothing if all were.
  [[nodiscard]] std::optional<Unmet> unmet() const;

  // After the last event: all lines, in order. A round of "any number of" that is
  // not over is not met.
  [[nodiscard]] std::vector<Standing> standings() const;

  // Which call came too late for the claims of the other lines, and how late; empty
  // if none did.
  [[nodiscard]] const std::string& slow() const { return slow_; }

  // How many of the lines it judges.
  [[nodiscard]] std::size_t judged() const { return lines_.size(); }

 private:
  struct Part {  // of the trace, and the first of its events
    std::size_t from = 0;
    std::vector<trace::Event> events{};
    void add(const trace::Event& event);
    [[nodiscard]] bool is_full() const;
  };
  struct Line {
    const Expectation* expected;
    Nearest nearest;
    std::size_t block_end = 0;  // behind the last line of its block, or itself
    bool timed = true;          // the line before it is judged, too
    bool met = false;
    bool reached = false;  // an outcome that may come from now on
    int seen = 0;          // of "never" and "count": how often
    double since = 0;      // when the line before it was met
    Part part{};           // where it was seen last, or an outcome should be
  };
  struct Round {  // of "any number of": its lines, and the one that is due
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t due = 0;
  };

  void note_whole(const Fact& fact);
  bool meet_outcome(const Fact& fact);
  bool meet_next(const Fact& fact);
  bool meet_round(const Fact& fact);
  bool meet(std::size_t i, double t, double since);
  void fail(const Line& line, std::string reason);
  void go_on(const Expectation& e, const Fact& fact);
  void await_next();
  void reach(std::size_t i);
  void take_near(const Fact& fact);
  bool pass_met(std::size_t end);
  [[nodiscard]] bool is_held(std::size_t i) const;
  [[nodiscard]] bool is_due(std::size_t i) const;
  [[nodiscard]] bool is_in_state(const Expectation& e) const;

  std::vector<Line> lines_;
  // The line that waits; in a block, the first one. Of those before it, only
  // outcomes may still come.
  std::size_t next_ = 0;
  // The lines of outcomes that are not met: by host, returns apart.
  std::map<std::pair<trace::Host, bool>, std::set<std::size_t>> open_;
  std::vector<std::size_t> whole_;    // the lines that judge the whole trace
  std::vector<std::size_t> filling_;  // those whose part is not full
  std::vector<Round> rounds_;  // of the blocks since the last line that was met
  std::size_t number_ = 0;     // of the event that comes next
  Deeds deeds_;
  Outcomes outcomes_;
  Part all_;
  Part since_met_;                          // since the last line was met
  std::map<trace::Host, Part> since_call_;  // by host: since the last one named
  std::map<trace::Host, std::map<int, std::string>> states_;  // by host
  double met_at_ = 0;  // when the last line was met
  std::string slow_;
  std::optional<Unmet> lost_;    // events
  std::optional<Unmet> failed_;  // for good: nothing that follows can meet it
};

}  // namespace verify
