// The trace's events as lines of JSON, and lines that are none.
#include "common/trace/trace.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <variant>

namespace trace {
namespace {

// The line again, or "offset: reason".
std::string reread(std::string_view line) {
  const auto parsed = from_json(line);
  if (const auto* bad = std::get_if<BadLine>(&parsed))
    return std::to_string(bad->offset) + ": " + bad->reason;
  return to_json(std::get<Event>(parsed));
}

Segment example_segment() {
  return {.t = 1.5,
          .id = 12,
          .connection = 3,
          .from = Host::client,
          .source = "192.0.2.1:40000",
          .destination = "192.0.2.2:7000",
          .flags = packet::FIN | packet::ACK,
          .seq = 4294967295,
          .ack = 6,
          .length = 5,
          .window = 65536,
          .kind = SegmentKind::out_of_order,
          .fate = Fate::dropped,
          .client = "FIN-WAIT-1",
          .server = "ESTAB",
          .data = std::string{"h\0llo", 5}};
}

TEST(Trace, HasOneLineForEachEventAndReadsItBack) {
  const std::pair<Event, std::string> cases[] = {
      {Version{}, R"({"t":0.000000,"event":"trace","version":1})"},
      {Call{0.000412, Host::client, "echo_client", 71, 9,
            "shutdown(fd, SHUT_WR)"},
       R"({"t":0.000412,"event":"call","host":"client",)"
       R"("program":"echo_client","pid":71,"id":9,)"
       R"-("text":"shutdown(fd, SHUT_WR)"})-"},
      {Return{2, Host::client, 71, 9, 5, ""},
       R"({"t":2.000000,"event":"return","host":"client","pid":71,"id":9,)"
       R"("result":5})"},
      {Return{2, Host::server, 71, 9, -1, "ECONNRESET"},
       R"({"t":2.000000,"event":"return","host":"server","pid":71,"id":9,)"
       R"("result":-1,"errno":"ECONNRESET"})"},
      {Call{2,
            Host::client,
            "python3",
            71,
            9,
            "close(8)",
            73,
            {"192.0.2.1:40000", "192.0.2.2:80"},
            "hi",
            {{"192.0.2.1:40000 192.0.2.2:80"}}},
       R"({"t":2.000000,"event":"call","host":"client","program":"python3",)"
       R"-("pid":71,"id":9,"text":"close(8)","thread":73,)-"
       R"("local":"192.0.2.1:40000","peer":"192.0.2.2:80","data":"aGk=",)"
       R"("closes":["192.0.2.1:40000 192.0.2.2:80"]})"},
      {Return{2,
              Host::server,
              71,
              9,
              4,
              "",
              "from 192.0.2.1:40000",
              {"192.0.2.2:80", "192.0.2.1:40000"},
              "hi"},
       R"({"t":2.000000,"event":"return","host":"server","pid":71,"id":9,)"
       R"("result":4,"text":"from 192.0.2.1:40000","local":"192.0.2.2:80",)"
       R"("peer":"192.0.2.1:40000","data":"aGk="})"},
      {example_segment(),
       R"({"t":1.500000,"event":"segment","id":12,"connection":3,)"
       R"("from":"client","source":"192.0.2.1:40000",)"
       R"("destination":"192.0.2.2:7000","flags":["FIN","ACK"],)"
       R"("seq":4294967295,"ack":6,"length":5,"window":65536,)"
       R"("kind":"out of order","fate":"dropped","client":"FIN-WAIT-1","server":"ESTAB",)"
       R"("data":"aABsbG8="})"},
      {Segment{},
       R"({"t":0.000000,"event":"segment","id":0,"connection":0,"from":"client",)"
       R"("source":"","destination":"","flags":[],"seq":0,"ack":0,)"
       R"("length":0,"window":0,"fate":"delivered"})"},
      {OtherPacket{7, 13, Host::server, "192.0.2.2", "192.0.2.1", "ICMP",
                   "port unreachable", Fate::held, 12, "SYN seq 0", 3},
       R"({"t":7.000000,"event":"packet","id":13,"from":"server",)"
       R"("source":"192.0.2.2","destination":"192.0.2.1","protocol":"ICMP",)"
       R"("text":"port unreachable","fate":"held","answers":12,)"
       R"("segment":"SYN seq 0","connection":3})"},
      {OtherPacket{.protocol = "UDP", .text = "len 5"},
       R"({"t":0.000000,"event":"packet","id":0,"from":"client","source":"",)"
       R"("destination":"","protocol":"UDP","text":"len 5",)"
       R"("fate":"delivered"})"},
      {Arrival{3, 12}, R"({"t":3.000000,"event":"arrival","id":12})"},
      {Arrival{3, 12, true},
       R"({"t":3.000000,"event":"arrival","id":12,"fate":"dropped"})"},
      {State{4, Host::server, "192.0.2.2:7000", "[2001:db8::1]:1", "ESTAB",
             "CLOSE-WAIT", 2},
       R"({"t":4.000000,"event":"state","host":"server",)"
       R"("local":"192.0.2.2:7000","peer":"[2001:db8::1]:1","from":"ESTAB",)"
       R"("to":"CLOSE-WAIT","connection":2})"},
      {Note{5, "He said \"\xED\x95\x9C\".\n"},
       "{\"t\":5.000000,\"event\":\"note\","
       "\"text\":\"He said \\\"\xED\x95\x9C\\\".\\u000a\"}"},
      {Note{5, "Enter", Host::client},
       R"({"t":5.000000,"event":"note","host":"client","text":"Enter"})"},
      {Key{5, "you let all run on"},
       R"({"t":5.000000,"event":"key","text":"you let all run on"})"},
      {Waiting{5, "client FIN, 2 more; server runs"},
       R"({"t":5.000000,"event":"waiting",)"
       R"("text":"client FIN, 2 more; server runs"})"},
      {Lost{6, 7}, R"({"t":6.000000,"event":"lost","count":7})"},
  };
  for (const auto& [event, line] : cases) {
    EXPECT_EQ(to_json(event), line);
    EXPECT_EQ(reread(line), line);
    const auto parsed = from_json(line);
    ASSERT_TRUE(std::holds_alternative<Event>(parsed)) << line;
    EXPECT_EQ(std::get<Event>(parsed).index(), event.index()) << line;
  }
}

// README.md is for those who read and write a trace without this code.
TEST(Trace, EachExampleOnItsPageIsReadAndWrittenBack) {
  std::ifstream page{"common/trace/README.md"};
  ASSERT_TRUE(page) << "the tests run at the top of the project";
  std::set<std::size_t> kinds;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with(R"({"t":)")) continue;
    EXPECT_EQ(reread(line), line);
    const auto parsed = from_json(line);
    if (const auto* event = std::get_if<Event>(&parsed))
      kinds.insert(event->index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Event>);
}

TEST(Trace, NamesEachFateAsItWasWritten) {
  for (std::size_t i = 0; i < fates.size(); ++i) {
    Segment segment = example_segment();
    segment.fate = static_cast<Fate>(i);
    const auto parsed = from_json(to_json(segment));
    ASSERT_TRUE(std::holds_alternative<Event>(parsed));
    const auto& again = std::get<Segment>(std::get<Event>(parsed));
    EXPECT_EQ(again.fate, segment.fate);
    EXPECT_EQ(again.data, segment.data) << "a NUL is a byte as any other";
  }
}

TEST(Trace, NamesEachKindOfSegmentAsItWasWritten) {
  for (std::size_t i = 0; i < segment_kinds.size(); ++i) {
    Segment segment = example_segment();
    segment.kind = static_cast<SegmentKind>(i);
    const auto parsed = from_json(to_json(segment));
    ASSERT_TRUE(std::holds_alternative<Event>(parsed));
    EXPECT_EQ(std::get<Segment>(std::get<Event>(parsed)).kind, segment.kind);
  }
}

TEST(Trace, KeepsTheQueuesThatAreKnown) {
  EXPECT_EQ(reread(R"({"event":"queues","t":1,"server_unacked":4294967295,)"
                   R"("server_unread":0,"connection":2})"),
            R"({"t":1.000000,"event":"queues","connection":2,)"
            R"("server_unread":0,"server_unacked":4294967295})");
  Segment segment = example_segment();
  segment.queues = {Queue{1, 2}, Queue{3, 4}};
  const auto parsed = from_json(to_json(segment));
  ASSERT_TRUE(std::holds_alternative<Event>(parsed));
  EXPECT_EQ(std::get<Segment>(std::get<Event>(parsed)).queues, segment.queues);
  const auto half =
      from_json(R"({"t":1,"event":"queues","connection":2,"client_unread":1})");
  EXPECT_TRUE(std::holds_alternative<BadLine>(half));
}

TEST(Trace, IsReadWithItsKeysInAnyOrderAndPassesOverUnknownOnes) {
  EXPECT_EQ(reread(R"({"later":["x"],"text":"hi","t":1,"event":"note",)"
                   R"("more":true,"most":1e9})"),
            R"({"t":1.000000,"event":"note","text":"hi"})");
}

TEST(Trace, SaysAtWhichByteALineIsNoEvent) {
  const struct {
    std::string line;
    std::string expected;
  } cases[] = {
      {"", "0: expected '{'"},
      {"  time   client", "2: expected '{'"},
      {R"({"t":1,"event":"note","text":"hi")", "33: expected ',' or '}'"},
      {R"({"t":1})", "0: \"event\": is missing"},
      {R"({"t":1,"event":"noise"})", "15: \"event\": an unknown event"},
      {R"({"t":1,"event":7})", "15: \"event\": expected a text"},
      {R"({"event":"note","text":"hi"})", "0: \"t\": is missing"},
      {R"({"t":"1","event":"note","text":"hi"})",
       "5: \"t\": expected a number"},
      {R"({"t":1,"event":"note"})", "0: \"text\": is missing"},
      {R"({"t":1,"event":"lost","count":1.5})",
       "30: \"count\": a number out of range"},
      {R"({"t":1,"event":"arrival","id":1e300})",
       "30: \"id\": a number out of range"},
  };
  for (const auto& c : cases) EXPECT_EQ(reread(c.line), c.expected) << c.line;
}

TEST(Trace, RefusesASegmentWithAnyWrongValue) {
  const std::string whole = to_json(example_segment());
  const struct {
    std::string right;
    std::string wrong;
    std::string reason;
  } cases[] = {
      {R"("fate":"dropped")", R"("fate":"lost")", "\"fate\": an unknown fate"},
      {R"("data":"aABsbG8=")", R"("data":"aABsbG8")", "\"data\": no Base64"},
      {R"("seq":4294967295)", R"("seq":4294967296)",
       "\"seq\": a number out of range"},
      {R"("ack":6)", R"("ack":-1)", "\"ack\": a number out of range"},
      {R"("flags":["FIN","ACK"])", R"("flags":"FIN")",
       "\"flags\": expected a list"},
      {R"("flags":["FIN","ACK"])", R"("flags":["FIN","NS"])",
       "\"flags\": an unknown flag"},
      {R"("from":"client")", R"("from":"proxy")",
       "\"from\": neither client nor server"},
      {R"("kind":"out of order")", R"("kind":"resent")",
       "\"kind\": an unknown kind"},
      {R"("kind":"out of order")", R"("kind":true)",
       "\"kind\": expected a text"},
      {R"("connection":3)", R"("connection":2147483648)",
       "\"connection\": a number out of range"},
  };
  for (const auto& c : cases) {
    std::string line = whole;
    const auto place = line.find(c.right);
    ASSERT_NE(place, line.npos) << c.right;
    line.replace(place, c.right.size(), c.wrong);
    const auto value = place + c.wrong.find(':') + 1;
    EXPECT_EQ(reread(line), std::to_string(value) + ": " + c.reason);
  }
}

TEST(Trace, SaysWhatACallHasReturned) {
  const auto said = [](const char* text, long long result, const char* error,
                       const char* out) {
    Call call;
    call.text = text;
    return result_of(call, Return{0, Host::client, 1, 1, result, error, out});
  };
  EXPECT_EQ(said("close(8)", 0, "", ""), " = 0");
  EXPECT_EQ(said("read(8)", -1, "ECONNRESET", ""), " = -1 ECONNRESET");
  EXPECT_EQ(said("accept(3)", 4, "", "from 192.0.2.1:40000"),
            " = 4 from 192.0.2.1:40000");
  EXPECT_EQ(said("poll(5 POLLIN)", 1, "", "5 POLLIN"), " = 1: 5 POLLIN");
  EXPECT_EQ(said("dup2(0, 4): closes 4", 4, "", ""), " = 4");
  EXPECT_EQ(said("read(8)", -1, "", "never returned"), " never returned");
  EXPECT_EQ(said("exit: closes 8", 0, "", ""), "");
  EXPECT_EQ(said("exec: closes 8", -1, "ENOENT", ""), " = -1 ENOENT");
}

TEST(Trace, WritesTheFlagsInOneOrder) {
  Segment all;
  all.flags = 255;
  EXPECT_NE(
      to_json(all).find(R"(["SYN","FIN","RST","PSH","ACK","URG","ECE","CWR"])"),
      std::string::npos);
}

TEST(Trace, HasLinesOfUpToOneMebibyte) {
  const auto line = [](std::size_t size) {
    std::string text = R"({"t":1.000000,"event":"note","text":"")";
    text.insert(text.size() - 1, size - text.size() - 1, 'x');
    return text + "}";
  };
  const std::string longest = line(1 << 20);
  ASSERT_EQ(longest.size(), std::size_t{1} << 20);
  EXPECT_EQ(reread(longest), longest);
  EXPECT_EQ(reread(line((1 << 20) + 1)), "1048576: too long");
}

}  // namespace
}  // namespace trace
