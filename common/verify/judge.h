// Did what was expected happen, in order? Judges event by event, so a trace may
// be as long as it likes.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "common/trace/trace.h"
#include "common/verify/expectation.h"

namespace verify {

// A line that was not met. `from` to `to`: the events of the trace, from 0,
// where it should have been. `events`: the first of them, a dozen at most.
struct Unmet {
  const Expectation* expectation = nullptr;  // none: the trace itself is bad
  std::string reason;
  std::size_t from = 0;
  std::size_t to = 0;
  std::vector<trace::Event> events;
};

class Judge {
 public:
  // `lines` must outlive it. `calls_only`: judges just calls and returns, for a
  // trace without a wire.
  Judge(const std::vector<Expectation>& lines, bool calls_only);

  void take(const trace::Event& event);

  // After the last event: the first line that was not met; nothing if all were.
  [[nodiscard]] std::optional<Unmet> unmet() const;

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
  };
  struct Line {
    const Expectation* expected = nullptr;
    bool met = false;
    int seen = 0;  // of "never" and "count": how often
    Part part{};   // where it was seen last, or a return should be
  };
  struct Returned {
    trace::Return end;
    std::string call;  // its name
  };

  static bool is_awaited(const Line& line);
  void note_whole(const trace::Event& event, const std::string& call);
  void meet_return(const trace::Return& end, const std::string& call);
  void meet_next(const trace::Event& event);
  void await_next();
  [[nodiscard]] bool has_returned(const Expectation& e);
  [[nodiscard]] bool is_in_state(const Expectation& e) const;
  [[nodiscard]] std::string call_of(const trace::Return& end);

  std::vector<Line> lines_;
  std::size_t next_ = 0;  // the line that waits for its event; of those before
                          // it, only returns may still come
  std::size_t number_ = 0;  // of the event that comes next
  Part all_;
  Part since_met_;                          // since the last line was met
  std::map<trace::Host, Part> since_call_;  // by host: since the last one named
  std::map<trace::Host, std::vector<Returned>> returned_;  // since then, unused
  // By host, pid and id: their names.
  std::map<std::tuple<trace::Host, int, long>, std::string> open_calls_;
  std::map<trace::Host, std::map<int, std::string>> states_;  // by host
  double met_at_ = 0;  // when the last line was met
  std::string slow_;
  std::optional<Unmet> lost_;
};

}  // namespace verify
