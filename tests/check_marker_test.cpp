// A run of an exercise judged: which lines are met, not met, not checked, or cannot be
// told, and what is said of the first.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/check/marker.h"
#include "common/verify/parser.h"

namespace check {
namespace {

using trace::Host;

const std::string file =
    "client connects\n"
    "client sends data \"hi\"  points 2\n"
    "client ends sending  points 3\n"
    "  hint One?\n"
    "  hint Two.\n"
    "  why  It matters.\n"
    "  see  RFC 9293\n"
    "server sends FIN\n"
    "never client sends RST\n";

class Play {
 public:
  explicit Play(const std::string& lines)
      : marker_{std::get<std::vector<verify::Expectation>>(
                    verify::parse_expectations(lines)),
                true} {}

  void call(const std::string& text, const std::string& data = "") {
    marker_.take(trace::Call{.t = t_ += 0.001,
                             .host = Host::client,
                             .program = "mine",
                             .pid = 1,
                             .id = ++id_,
                             .text = text,
                             .ends = {"192.0.2.1:4", "192.0.2.2:7"},
                             .data = data});
    trace::Return end;
    end.t = t_ += 0.001;
    end.pid = 1;
    end.id = id_;
    marker_.take(end);
  }
  void segment(Host from, packet::Flags flags) {
    trace::Segment segment;
    segment.t = t_ += 0.001;
    segment.id = ++id_;
    segment.connection = 1;
    segment.from = from;
    segment.source = "192.0.2.1:4";
    segment.destination = "192.0.2.2:7";
    if (from == Host::server) std::swap(segment.source, segment.destination);
    segment.flags = flags;
    marker_.take(segment);
  }
  void take(const trace::Event& event) { marker_.take(event); }
  void curtain() { marker_.curtain(); }

  Report mark(const Course& course) {
    Report report;
    marker_.mark(course, report);
    return report;
  }

 private:
  Marker marker_;
  double t_ = 0;
  long id_ = 0;
};

Course ended(Result ends = Result::met) {
  return {.end = "your program ended with 0",
          .behind = {{.text = "ends", .result = ends, .because = "how"}}};
}

// "met, not met ...": of the lines, in order.
std::string results(const Report& report) {
  std::string text;
  for (const Line& line : report.lines)
    text += (text.empty() ? "" : ", ") + std::string{name(line.result)};
  return text;
}

void do_all(Play& run) {
  run.call("connect(3, 192.0.2.2:7)");
  run.call("send(3, 2)", "hi");
  run.call("shutdown(3, SHUT_WR)");
  run.segment(Host::server, packet::FIN);
}

TEST(CheckMarker, MeetsAllLines) {
  Play run{file};
  do_all(run);
  const Report report = run.mark(ended());
  EXPECT_EQ(results(report), "met, met, met, met, met, met");
  EXPECT_FALSE(report.failure);
  EXPECT_EQ(report.lines.at(2).points, 3);
  EXPECT_EQ(report.lines.at(2).text, "client ends sending");
  EXPECT_EQ(report.lines.at(2).number, 3u);
}

TEST(CheckMarker, DoesNotCheckWhatComesBehindTheFirstThatIsNotMet) {
  Play run{file};
  run.call("connect(3, 192.0.2.2:7)");
  run.call("send(3, 2)", "hi");
  run.segment(Host::server, packet::FIN);
  const Report report = run.mark(ended());
  // "never" holds so far: that is not met.
  EXPECT_EQ(results(report),
            "met, met, not met, not checked, not checked, not checked");
  EXPECT_EQ(report.lines.at(4).because, "'client ends sending' was not met");
  ASSERT_TRUE(report.failure);
  const Failure& failure = *report.failure;
  EXPECT_EQ(failure.hints, (std::vector<std::string>{"One?", "Two."}));
  EXPECT_EQ(failure.why, "It matters.");
  EXPECT_EQ(failure.see, "RFC 9293");
  EXPECT_EQ(failure.came,
            "0.005  server ends sending (not the client); your program ended "
            "with 0");
  EXPECT_EQ(failure.call, "0.003  send(3, 2) = 0");
  EXPECT_EQ(failure.segment, "0.005  server sends FIN, seq 0, ack 0");
}

TEST(CheckMarker, SaysWhatIsNearest) {
  Play run{file};
  run.call("connect(3, 192.0.2.2:7)");
  run.call("send(3, 2)", "ho");
  const Report report = run.mark(ended());
  EXPECT_EQ(report.failure.value().came,
            "0.003  client sends data \"ho\" (other data); your program ended "
            "with 0");
}

TEST(CheckMarker, ShowsANeverThatHappened) {
  Play run{file};
  do_all(run);
  run.segment(Host::client, packet::RST);
  EXPECT_EQ(results(run.mark(ended())),
            "met, met, met, met, not met, not checked");
}

TEST(CheckMarker, ShowsANeverThatHappenedBesideWhatFailedBefore) {
  Play run{file};
  run.call("connect(3, 192.0.2.2:7)");
  run.segment(Host::client, packet::RST);
  EXPECT_EQ(results(run.mark(ended())),
            "met, not met, not checked, not checked, not met, not checked");
}

TEST(CheckMarker, FailsAtTheEndOfTheProgram) {
  Play run{file};
  do_all(run);
  const Report report = run.mark(ended(Result::not_met));
  EXPECT_EQ(results(report), "met, met, met, met, not checked, not met");
  EXPECT_EQ(report.failure.value().came, "how");
}

TEST(CheckMarker, FailsAtALineBeforeTheFile) {
  Play run{file};
  Course course = ended(Result::not_met);
  course.before = {{.text = "listens", .result = Result::not_met}};
  EXPECT_EQ(results(run.mark(course)),
            "not met, not checked, not checked, not checked, not checked, not "
            "checked, not checked");
}

TEST(CheckMarker, CannotTellWhenEventsWereLost) {
  Play run{file};
  do_all(run);
  run.take(trace::Lost{.t = 1, .count = 3});
  const Report report = run.mark(ended());
  EXPECT_EQ(results(report), "met, met, met, met, cannot tell, cannot tell");
  EXPECT_EQ(report.lines.at(4).because, "the trace has lost 3 events");
  EXPECT_FALSE(report.failure);
}

TEST(CheckMarker, CannotTellWhenTheMachineWasTooSlow) {
  Play run{
      "client connects\n"
      "quick 1us client sends data \"hi\"\n"
      "client sends FIN\n"};
  run.call("connect(3, 192.0.2.2:7)");
  run.call("send(3, 2)", "hi");
  const Report report = run.mark(ended(Result::not_met));
  EXPECT_EQ(results(report), "met, met, cannot tell, cannot tell");
  EXPECT_EQ(report.lines.at(2).because.substr(0, 26),
            "this machine was too slow:");
}

TEST(CheckMarker, CannotTellWhatASlowPlayDidNotSee) {
  Course course = ended();
  course.slow = "300 ms late";
  Play met{file};
  do_all(met);
  EXPECT_EQ(results(met.mark(course)), "met, met, met, met, met, met");
  Play not_met{file};
  not_met.call("connect(3, 192.0.2.2:7)");
  const Report report = not_met.mark(course);
  EXPECT_EQ(results(report),
            "met, cannot tell, cannot tell, cannot tell, cannot tell, cannot "
            "tell");
  EXPECT_EQ(report.lines.at(1).because,
            "this machine was too slow: 300 ms late");
}

TEST(CheckMarker, CannotTellWhenThePlayWasBroken) {
  Play run{file};
  do_all(run);
  Course course = ended();
  course.broken = "the wire ended";
  EXPECT_EQ(results(run.mark(course)),
            "met, met, met, met, cannot tell, cannot tell");
}

TEST(CheckMarker, JudgesNothingBehindTheCurtain) {
  Play run{file};
  do_all(run);
  run.curtain();
  run.segment(Host::client, packet::RST);
  EXPECT_EQ(results(run.mark(ended())), "met, met, met, met, met, met");
}

TEST(CheckMarker, TellsAViolationAboveALineThatCameTooLate) {
  Play run{
      "client connects\n"
      "count 1 client sends data\n"
      "client ends sending within 1us\n"};
  run.call("connect(3, 192.0.2.2:7)");
  run.call("send(3, 2)", "hi");
  run.call("send(3, 2)", "hi");
  run.call("shutdown(3, SHUT_WR)");
  const Report report = run.mark(ended());
  EXPECT_EQ(results(report), "met, not met, not checked, not checked");
}

}  // namespace
}  // namespace check
