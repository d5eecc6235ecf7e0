// A known trace, and how many bytes lie where: each figure was counted by hand.
#include "common/ladder/queues.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/trace/reader.h"

namespace ladder {
namespace {

using packet::ACK, packet::FIN, packet::SYN;
using trace::Event, trace::Fate, trace::Host, trace::Queue;

using Lines = std::vector<std::string>;

struct Numbers {
  std::uint32_t seq = 0, ack = 0, length = 0, window = 0;
};

trace::Segment segment(double t, long id, Host from, packet::Flags flags,
                       Numbers n, trace::Queues queues = {}) {
  trace::Segment s;
  s.t = t;
  s.id = id;
  s.connection = 1;
  s.from = from;
  s.source = from == Host::client ? "192.0.2.1:40000" : "192.0.2.2:7000";
  s.destination = from == Host::client ? "192.0.2.2:7000" : "192.0.2.1:40000";
  s.flags = flags;
  s.seq = n.seq;
  s.ack = n.ack;
  s.length = n.length;
  s.window = n.window;
  s.queues = queues;
  return s;
}

trace::Segment with(trace::Segment s, Fate fate) {
  s.fate = fate;
  return s;
}

// Through JSON, as the programs read it.
std::vector<QueueSeries> series(const std::vector<Event>& trace,
                                std::size_t most = 20'000) {
  trace::TraceReader reader;
  QueueLog log{1000, most};
  for (const Event& event : trace) {
    const auto read = reader.read(trace::to_json(event));
    const auto* moment = std::get_if<trace::Moment>(&read);
    if (moment == nullptr)
      ADD_FAILURE() << trace::to_json(event);
    else
      log.take(*moment);
  }
  return log.series();
}

std::string figure(const std::optional<std::int64_t>& amount) {
  return amount ? std::to_string(*amount) : "?";
}

// "0.1: 20 unsent, 10 in flight, 0 unread, window 30"
Lines in_words(const QueueSeries& series) {
  Lines all;
  for (const QueuePoint& p : series.points) {
    std::ostringstream out;
    out << p.t << ": " << figure(p.unsent) << " unsent, " << p.in_flight
        << " in flight, " << figure(p.unread) << " unread, window "
        << figure(p.window);
    all.push_back(out.str());
  }
  return all;
}

// The client writes 30 bytes. The server has room for 20, and reads late.
const std::vector<Event> closing_window = {
    trace::Version{},
    segment(0.1, 1, Host::client, SYN, {.window = 900}, {Queue{0, 1}, {}}),
    segment(0.2, 2, Host::server, SYN | ACK, {.ack = 1, .window = 20},
            {Queue{0, 1}, Queue{0, 0}}),
    segment(0.3, 3, Host::client, ACK, {.seq = 1, .ack = 1, .window = 900}),
    // Both kernels were asked: 30 bytes are not acknowledged, 10 of them leave.
    segment(0.4, 4, Host::client, ACK,
            {.seq = 1, .ack = 1, .length = 10, .window = 900},
            {Queue{0, 30}, Queue{0, 0}}),
    segment(0.5, 5, Host::client, ACK,
            {.seq = 11, .ack = 1, .length = 10, .window = 900},
            {Queue{0, 30}, Queue{10, 0}}),
    segment(0.6, 6, Host::server, ACK, {.seq = 1, .ack = 21, .window = 0},
            {Queue{0, 30}, Queue{20, 0}}),
    // The server reads 5 bytes, and no segment tells of it.
    trace::QueueChange{0.7, 1, {Queue{0, 10}, Queue{15, 0}}},
    segment(0.8, 7, Host::server, ACK, {.seq = 1, .ack = 21, .window = 20},
            {Queue{0, 10}, Queue{0, 0}}),
    segment(0.9, 8, Host::client, ACK | FIN,
            {.seq = 21, .ack = 1, .length = 10, .window = 900},
            {Queue{0, 11}, Queue{0, 0}}),
    segment(1.0, 9, Host::server, ACK, {.seq = 1, .ack = 32, .window = 9},
            {Queue{0, 11}, Queue{11, 0}}),
    trace::Note{1.5, "the end"},
};

TEST(Queues, CountsWhatIsUnsentInFlightAndUnread) {
  const auto all = series(closing_window);
  ASSERT_EQ(all.size(), 1U) << "the server has sent no data";
  EXPECT_EQ(all[0].connection, 1);
  EXPECT_EQ(all[0].from, Host::client);
  EXPECT_EQ(all[0].source, "192.0.2.1:40000");
  EXPECT_EQ(all[0].destination, "192.0.2.2:7000");
  EXPECT_EQ(all[0].end, 1.5);
  EXPECT_EQ(in_words(all[0]),
            (Lines{"0.1: 0 unsent, 1 in flight, ? unread, window ?",
                   "0.2: 0 unsent, 1 in flight, 0 unread, window ?",
                   "0.2: 0 unsent, 0 in flight, 0 unread, window 20",
                   "0.4: 20 unsent, 10 in flight, 0 unread, window 20",
                   "0.5: 10 unsent, 20 in flight, 10 unread, window 20",
                   "0.6: 10 unsent, 20 in flight, 20 unread, window 20",
                   "0.6: 10 unsent, 0 in flight, 20 unread, window 0",
                   "0.7: 10 unsent, 0 in flight, 15 unread, window 0",
                   "0.8: 10 unsent, 0 in flight, 0 unread, window 0",
                   "0.8: 10 unsent, 0 in flight, 0 unread, window 20",
                   "0.9: 0 unsent, 11 in flight, 0 unread, window 20",
                   "1: 0 unsent, 11 in flight, 11 unread, window 20",
                   "1: 0 unsent, 0 in flight, 11 unread, window 9"}));
}

TEST(Queues, OfACaptureOnlyWhatSegmentsTellIsKnown) {
  std::vector<Event> capture = closing_window;
  for (Event& event : capture)
    if (auto* s = std::get_if<trace::Segment>(&event)) s->queues = {};
  std::erase_if(capture, [](const Event& event) {
    return std::holds_alternative<trace::QueueChange>(event);
  });
  const auto all = series(capture);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(in_words(all[0]),
            (Lines{"0.1: ? unsent, 1 in flight, ? unread, window ?",
                   "0.2: ? unsent, 0 in flight, ? unread, window 20",
                   "0.4: ? unsent, 10 in flight, ? unread, window 20",
                   "0.5: ? unsent, 20 in flight, ? unread, window 20",
                   "0.6: ? unsent, 0 in flight, ? unread, window 0",
                   "0.8: ? unsent, 0 in flight, ? unread, window 20",
                   "0.9: ? unsent, 11 in flight, ? unread, window 20",
                   "1: ? unsent, 0 in flight, ? unread, window 9"}));
}

// The lines of the direction client -> server after a handshake.
Lines after_handshake(std::vector<Event> more) {
  std::vector<Event> all = {
      segment(0, 1, Host::client, SYN, {}),
      segment(0, 2, Host::server, SYN | ACK, {.ack = 1, .window = 20}),
      segment(0, 3, Host::client, ACK, {.seq = 1, .ack = 1})};
  all.insert(all.end(), more.begin(), more.end());
  Lines words = in_words(series(all).at(0));
  return {words.begin() + 2, words.end()};
}

const trace::Segment data =
    segment(1, 4, Host::client, ACK, {.seq = 1, .ack = 1, .length = 10});
const trace::Segment ack =
    segment(2, 5, Host::server, ACK, {.seq = 1, .ack = 11, .window = 30});

TEST(Queues, AnAcknowledgmentCountsWhenItArrives) {
  const std::string sent = "1: ? unsent, 10 in flight, ? unread, window 20";
  EXPECT_EQ(
      after_handshake({data, with(ack, Fate::held), trace::Arrival{3, 5}}),
      (Lines{sent, "3: ? unsent, 0 in flight, ? unread, window 30"}));
  EXPECT_EQ(after_handshake(
                {data, with(ack, Fate::held), trace::Arrival{3, 5, true}}),
            (Lines{sent}))
      << "it was lost after all";
  EXPECT_EQ(after_handshake({data, with(ack, Fate::dropped)}), (Lines{sent}));
}

TEST(Queues, WhatIsDelayedArrivesWhenItsArrivalSaysSo) {
  EXPECT_EQ(after_handshake({data, ack, trace::Arrival{2.5, 5}}),
            (Lines{"1: ? unsent, 10 in flight, ? unread, window 20",
                   "2.5: ? unsent, 0 in flight, ? unread, window 30"}));
}

TEST(Queues, TakesNoMoreEventsThanItMay) {
  QueueLog log{2};
  for (long i = 1; i <= 3; ++i)
    log.take(
        {segment(static_cast<double>(i), i, Host::client, ACK,
                 {.seq = 1, .ack = 1, .length = static_cast<unsigned>(i)})});
  EXPECT_EQ(log.series().at(0).points.back().in_flight, 2);
}

TEST(Queues, WhatIsLostOrComesAgainIsInFlightOnce) {
  trace::Segment again = data;
  again.t = 1.5;
  again.id = 6;
  EXPECT_EQ(after_handshake({with(data, Fate::dropped), again, ack}),
            (Lines{"1: ? unsent, 10 in flight, ? unread, window 20",
                   "2: ? unsent, 0 in flight, ? unread, window 30"}));
}

TEST(Queues, OfASocketThatIsGoneNothingIsKnown) {
  EXPECT_EQ(after_handshake(
                {data, trace::QueueChange{2, 1, {Queue{0, 30}, Queue{10, 0}}},
                 trace::QueueChange{3, 1, {std::nullopt, Queue{10, 0}}},
                 trace::QueueChange{4, 1, {}}}),
            (Lines{"1: ? unsent, 10 in flight, ? unread, window 20",
                   "2: 20 unsent, 10 in flight, 10 unread, window 20",
                   "3: ? unsent, 10 in flight, 10 unread, window 20",
                   "4: ? unsent, 10 in flight, ? unread, window 20"}));
}

TEST(Queues, AForgedSegmentIsNotInFlight) {
  EXPECT_EQ(after_handshake({data,
                             with(segment(1.5, 6, Host::client, ACK,
                                          {.seq = 11, .ack = 1, .length = 9}),
                                  Fate::injected),
                             ack}),
            (Lines{"1: ? unsent, 10 in flight, ? unread, window 20",
                   "2: ? unsent, 0 in flight, ? unread, window 30"}));
}

TEST(Queues, AnAcknowledgmentThatWasOvertakenChangesNothing) {
  EXPECT_EQ(after_handshake({data, ack,
                             segment(3, 6, Host::server, ACK,
                                     {.seq = 1, .ack = 1, .window = 7})}),
            (Lines{"1: ? unsent, 10 in flight, ? unread, window 20",
                   "2: ? unsent, 0 in flight, ? unread, window 30"}));
}

TEST(Queues, OfALongTraceTheClosedWindowsStay) {
  std::vector<Event> all = {data};
  for (long i = 2; i <= 100; ++i)
    all.emplace_back(
        segment(static_cast<double>(i), i + 3, Host::server, ACK,
                {.seq = 1,
                 .ack = 11,
                 .window = i == 51 ? 0 : static_cast<std::uint32_t>(i)}));
  const auto points = series(all, 20).at(0).points;
  EXPECT_LE(points.size(), 20U);
  EXPECT_EQ(points.front().t, 1);
  EXPECT_EQ(std::count_if(points.begin(), points.end(),
                          [](const auto& p) { return p.window == 0; }),
            1);
}

TEST(Queues, TheTextHasALaneForEachQueueAndTheRoomBehindIt) {
  EXPECT_EQ(
      queues_text(series(closing_window), 60, 40, true),
      "client -> server, connection 1: 192.0.2.1:40000 -> 192.0.2.2:7000\n"
      "    time   unsent      in flight        unread        window\n"
      "   0.100        0     |       1 #   |       ?     |       ?\n"
      "   0.200        0     |       1 #   |       0     |       ?\n"
      "   0.200        0     |       0     |       0 ..  |      20\n"
      "   0.400       20 ####|      10 ##  |       0 ..  |      20\n"
      "   0.500       10 ##  |      20 ####|      10 #.. |      20\n"
      "   0.600       10 ##  |      20 ####|      20 ##..|      20\n"
      "   0.600       10 ##  |       0     |      20 ##  |       0\n"
      "   0.700       10 ##  |       0     |      15 ##  |       0\n"
      "   0.800       10 ##  |       0     |       0     |       0\n"
      "   0.800       10 ##  |       0     |       0 ..  |      20\n"
      "   0.900        0     |      11 ### |       0 ..  |      20\n"
      "   1.000        0     |      11 ### |      11 ##..|      20\n"
      "   1.000        0     |       0     |      11 ##. |       9\n");
}

TEST(Queues, TheTextShowsNoMoreRowsThanAskedForButEachClosedWindow) {
  const std::string text = queues_text(series(closing_window), 60, 3, true);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 + 5) << text;
  EXPECT_NE(text.find("   0.600       10"), std::string::npos) << text;
}

TEST(Queues, TheSvgSaysWhatIsNotKnown) {
  const std::string known = queues_svg(series(closing_window), "A & B");
  EXPECT_NE(known.find("A &amp; B"), std::string::npos);
  EXPECT_EQ(known.find("not known"), std::string::npos);
  const std::string capture = queues_svg(series({data, ack}), "");
  EXPECT_NE(capture.find("in the sender&#39;s queue: not known"),
            std::string::npos);
  EXPECT_NE(queues_svg({}, "").find("No segment with data"), std::string::npos);
}

// What stands between the two, each time.
Lines all_between(const std::string& text, const std::string& before,
                  const std::string& after) {
  Lines found;
  for (std::size_t at = text.find(before); at != std::string::npos;
       at = text.find(before, at + 1)) {
    const std::size_t begin = at + before.size();
    found.push_back(text.substr(begin, text.find(after, begin) - begin));
  }
  return found;
}

TEST(Queues, TheSvgMarksRoundTimesThatLieInTheTrace) {
  const struct {
    double begin, end;
    Lines marks;
  } cases[] = {
      {0.21,
       0.588,
       {"0.250", "0.300", "0.350", "0.400", "0.450", "0.500", "0.550"}},
      {0,
       8,
       {"0.000", "1.000", "2.000", "3.000", "4.000", "5.000", "6.000", "7.000",
        "8.000"}},
      {7, 19, {"8.000", "10.000", "12.000", "14.000", "16.000", "18.000"}},
      {0,
       330,
       {"0.000", "50.000", "100.000", "150.000", "200.000", "250.000",
        "300.000"}},
      {0.5, 0.5, {"0.500"}},
  };
  for (const auto& c : cases) {
    const std::string svg =
        queues_svg({{.points = {{.t = c.begin}}, .end = c.end}}, "");
    EXPECT_EQ(all_between(svg, "anchor=\"middle\">", " s<"), c.marks) << c.end;
  }
  EXPECT_NE(queues_svg({{.points = {{.t = 1e308}}, .end = 1e308}}, ""), "");
  EXPECT_NE(queues_svg({{.points = {{.t = -1e308}}, .end = 1e308}}, ""), "");
}

TEST(Queues, TheSvgDrawsEachStretchOfWhatIsKnownAsOneAreaAndTheWindowAsALine) {
  const std::vector<QueuePoint> points{
      {.t = 0, .unsent = 0, .unread = 0, .window = {}},
      {.t = 2, .unsent = 10, .unread = 20, .window = 10},
      {.t = 4, .unsent = {}, .unread = 20, .window = 0},
      {.t = 8, .unsent = 5, .unread = 20, .window = 0}};
  const std::string svg = queues_svg({{.points = points, .end = 10}}, "");
  EXPECT_EQ(
      all_between(svg, "fill-opacity=\".3\" stroke=\"#0b6e99\" d=\"", "\""),
      (Lines{"M110.0 180.0V180.0H298.0V90.0H486.0V180.0z",
             "M862.0 180.0V135.0H1050.0V180.0z"}));
  EXPECT_EQ(all_between(svg, "stroke-dasharray=\"7 3\" d=\"", "\""),
            (Lines{"M298.0 383.0V383.0H486.0V428.0H862.0V428.0H1050.0"}));
}

}  // namespace
}  // namespace ladder
