// Judges a run of an exercise, event by event, and keeps what a student needs to see
// why a line was not met.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/check/report.h"
#include "common/ladder/rows.h"
#include "common/ladder/text.h"
#include "common/trace/trace.h"
#include "common/verify/expectation.h"
#include "common/verify/judge.h"

namespace check {

// What the play knows, and no trace.
struct Course {
  std::string broken{};  // why nothing can be told; empty: one can
  std::string end{};   // of the student's program: "your program ended with 1"
  std::string slow{};  // why this machine is too slow for what was not met
  // Lines before those of the file, and behind them: met or not_met.
  std::vector<Line> before{};
  std::vector<Line> behind{};
};

class Marker {
 public:
  // `ascii`: for the ladder's rows.
  Marker(std::vector<verify::Expectation> lines, bool ascii);

  // It holds on to itself.
  Marker(const Marker&) = delete;
  Marker& operator=(const Marker&) = delete;

  // The host of the student's program.
  void yours(trace::Host host) { yours_ = host; }

  // What comes from now on is not judged.
  void curtain() { over_ = true; }

  void take(const trace::Event& event);
  void draw(const ladder::Row& row);

  // After the last event: the lines and, if one was not met, what there is to say.
  void mark(const Course& course, Report& report) const;

 private:
  struct Told {
    double t = 0;
    trace::Host host = trace::Host::client;
    std::string text;
  };
  struct Open {
    int pid = 0;
    long id = 0;
    std::size_t at = 0;  // among the calls
  };

  void take_call(const trace::Call& call);
  void take_return(const trace::Return& end);
  [[nodiscard]] std::string unsure(
      const Course& course, const std::optional<verify::Unmet>& unmet) const;
  [[nodiscard]] Failure failure_of(const verify::Unmet& unmet,
                                   const Course& course) const;
  [[nodiscard]] std::vector<std::string> rows_around(double t) const;
  [[nodiscard]] std::string last(const std::vector<Told>& told,
                                 std::optional<trace::Host> host,
                                 double t) const;

  std::vector<verify::Expectation> lines_;
  trace::Host yours_ = trace::Host::client;
  verify::Judge judge_;
  ladder::TextLadder ladder_;
  std::vector<std::pair<double, std::string>> rows_;  // drawn, by their time
  std::vector<Told> calls_;
  std::vector<Told> segments_;
  std::vector<std::pair<Open, trace::Call>> open_;
  double last_t_ = 0;
  bool over_ = false;
};

}  // namespace check
