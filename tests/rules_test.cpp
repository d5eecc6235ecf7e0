// The wire's rules: good lines, and bad ones with the place and the reason.
#include "common/wire/rules.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <variant>

namespace wire {
namespace {

constexpr auto client = trace::Host::client, server = trace::Host::server;
const std::array<std::string, 6> kind_names = {"SYN",  "FIN", "RST",
                                               "DATA", "ACK", "UPDATE"};

std::string show(const Pattern& p) {
  return std::string{name(p.host)} + " " +
         kind_names[static_cast<std::size_t>(p.kind)] +
         (p.number != 0 ? " " + std::to_string(p.number) : "");
}

// "drop[client FIN]", "hold[client FIN][server FIN]", or "9: expected ...".
std::string show(std::string_view line) {
  const auto parsed = parse_rule(line);
  if (const auto* bad = std::get_if<BadRule>(&parsed))
    return std::to_string(bad->column) + ": " + bad->reason;
  const auto& rule = std::get<Rule>(parsed);
  using Action = Rule::Action;
  const auto what = "[" + show(rule.what) + "]";
  const auto trigger = "[" + show(rule.trigger) + "]";
  switch (rule.action) {
    case Action::drop:
      return "drop" + what;
    case Action::delay:
      return "delay" + what + std::to_string(rule.time.count()) + "us";
    case Action::duplicate:
      return "duplicate" + what;
    case Action::hold:
      return "hold" + what + trigger;
    case Action::cut:
      return "cut" + trigger;
    case Action::forget:
      return "forget" + std::to_string(rule.time.count()) + "us";
    case Action::reject:
      return "reject" + what;
    case Action::inject:
      return "inject" + what +
             (rule.text.empty() ? "" : " '" + rule.text + "'") +
             (rule.seq == 0 ? "" : " seq " + std::to_string(rule.seq)) +
             (rule.window ? " window " + std::to_string(*rule.window) : "") +
             trigger;
    case Action::spoil:
      return "spoil" + what + std::string{packet::name(rule.how)};
  }
  return "?";
}

TEST(Rule, IsReadWordByWord) {
  const struct {
    std::string line;
    std::string expected;
  } cases[] = {
      {"drop client FIN", "drop[client FIN]"},
      {"drop server ACK 2", "drop[server ACK 2]"},
      {"drop client DATA 1", "drop[client DATA 1]"},
      {"drop server UPDATE 1", "drop[server UPDATE 1]"},
      {"hold server ACK until server UPDATE",
       "hold[server ACK][server UPDATE]"},
      {"delay client FIN 500ms", "delay[client FIN]500000us"},
      {"delay server SYN 3 2s", "delay[server SYN 3]2000000us"},
      {"delay client RST 0us", "delay[client RST]0us"},
      {"duplicate client SYN", "duplicate[client SYN]"},
      {"hold client FIN until server FIN", "hold[client FIN][server FIN]"},
      {"hold client FIN 2 until server FIN 3",
       "hold[client FIN 2][server FIN 3]"},
      {"cut after client FIN", "cut[client FIN]"},
      {"cut after server DATA 4", "cut[server DATA 4]"},
      {"forget after 2s idle", "forget2000000us"},
      {"forget after 800us idle", "forget800us"},
      {"inject client RST after server FIN", "inject[client RST][server FIN]"},
      {"inject server FIN after client ACK 2",
       "inject[server FIN][client ACK 2]"},
      {"inject client SYN seq +0 after server SYN",
       "inject[client SYN][server SYN]"},
      {"inject client ACK seq -1 window 0 after server FIN 2",
       "inject[client ACK] seq -1 window 0[server FIN 2]"},
      {R"(inject client DATA "a; b  c" seq +10 after server FIN)",
       "inject[client DATA] 'a; b  c' seq 10[server FIN]"},
      {"reject client SYN", "reject[client SYN]"},
      {"reject client SYN 2", "reject[client SYN 2]"},
      {"spoil client DATA 1 checksum", "spoil[client DATA 1]checksum"},
      {"spoil server ACK ttl", "spoil[server ACK]ttl"},
      {"  drop\tclient   FIN \t", "drop[client FIN]"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.line), c.expected) << c.line;
}

TEST(Rule, IsRefusedWithItsColumnAndWhatWouldHaveBeenRight) {
  const std::string actions =
      "drop, delay, duplicate, hold, cut, forget, reject, inject or spoil";
  const std::string kinds = "SYN, FIN, RST, DATA, ACK or UPDATE";
  const std::string forged = "SYN, FIN, RST, DATA or ACK";
  const std::string time = "a time of at most an hour (500ms, 2s, 800us)";
  const struct {
    std::string line;
    std::string expected;
  } cases[] = {
      {"", "1: expected " + actions + "; here the line ends"},
      {"   ", "4: expected " + actions + "; here the line ends"},
      {"Drop client FIN", "1: expected " + actions + ", not 'Drop'"},
      {"dropp client FIN", "1: expected " + actions + ", not 'dropp'"},
      {"drop", "5: expected client or server; here the line ends"},
      {"drop clint FIN", "6: expected client or server, not 'clint'"},
      {"  drop clint FIN", "8: expected client or server, not 'clint'"},
      {"drop client", "12: expected " + kinds + "; here the line ends"},
      {"drop client fin", "13: expected " + kinds + ", not 'fin'"},
      {"drop client FIN 0",
       "17: expected a number from 1 or the end of the line, not '0'"},
      {"drop client FIN -1",
       "17: expected a number from 1 or the end of the line, not '-1'"},
      {"drop client FIN 2nd",
       "17: expected a number from 1 or the end of the line, not '2nd'"},
      {"drop client FIN 99999999999",
       "17: expected a number from 1 or the end of the line, not "
       "'99999999999'"},
      {"drop client FIN 1 2", "19: expected the end of the line, not '2'"},
      {"drop client FIN; drop server FIN",
       "13: expected " + kinds + ", not 'FIN;'"},
      {"delay client FIN",
       "17: expected a number from 1 or " + time + "; here the line ends"},
      {"delay client FIN 500", "21: expected " + time + "; here the line ends"},
      {"delay client FIN 500 ms", "22: expected " + time + ", not 'ms'"},
      {"delay client FIN 2h",
       "18: expected a number from 1 or " + time + ", not '2h'"},
      {"delay client FIN 3601s",
       "18: expected a number from 1 or " + time + ", not '3601s'"},
      {"delay client FIN 1s 1s", "21: expected the end of the line, not '1s'"},
      {"hold client FIN",
       "16: expected a number from 1 or until; here the line ends"},
      {"hold client FIN after server FIN",
       "17: expected a number from 1 or until, not 'after'"},
      {"hold client FIN 2 after server FIN", "19: expected until, not 'after'"},
      {"hold client FIN until",
       "22: expected client or server; here the line ends"},
      {"cut client FIN", "5: expected after, not 'client'"},
      {"cut after client FIN x",
       "22: expected a number from 1 or the end of the line, not 'x'"},
      {"forget client FIN", "8: expected after, not 'client'"},
      {"forget after", "13: expected " + time + "; here the line ends"},
      {"forget after client FIN", "14: expected " + time + ", not 'client'"},
      {"forget after 2s", "16: expected idle; here the line ends"},
      {"forget after 2s idle 3", "22: expected the end of the line, not '3'"},
      {"spoil client DATA 1",
       "20: expected version, length, header, destination, source, ttl, "
       "fragment, checksum, port or timestamp; here the line ends"},
      {"spoil client FIN sum",
       "18: expected a number from 1, version, length, header, destination, "
       "source, ttl, fragment, checksum, port or timestamp, not 'sum'"},
      {"inject client PSH after server FIN",
       "15: expected " + forged + ", not 'PSH'"},
      {"inject server UPDATE after client FIN",
       "15: expected " + forged + ", not 'UPDATE'"},
      {"inject client RST until server FIN",
       "19: expected seq, window or after, not 'until'"},
      {"inject client DATA after server FIN",
       "20: expected a text in quotation marks (\"hi\"), not 'after'"},
      {R"(inject client DATA "" after server FIN)",
       "20: expected a text in quotation marks (\"hi\"), not '\"\"'"},
      {R"(inject client DATA "hi after server FIN)",
       "20: expected a text in quotation marks (\"hi\"), not '\"hi'"},
      {"inject client RST seq 1 after server FIN",
       "23: expected a distance (+10, -1), not '1'"},
      {"inject client RST seq +-1 after server FIN",
       "23: expected a distance (+10, -1), not '+-1'"},
      {"inject client RST seq +9999999999 after server FIN",
       "23: expected a distance (+10, -1), not '+9999999999'"},
      {"inject client RST window -1 after server FIN",
       "26: expected a number of bytes, not '-1'"},
      {"reject client SYN after server FIN",
       "19: expected a number from 1 or the end of the line, not 'after'"},
      {std::string{"drop client FIN\0", 16},
       "13: expected " + kinds + ", not 'FIN" + std::string(1, '\0') + "'"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.line), c.expected) << c.line;
}

TEST(Rule, SpeaksOfTheSegmentsOfOneHostByWhatTheyCarry) {
  const struct {
    std::uint8_t flags;
    std::uint32_t length;
    std::string kinds;
    trace::SegmentKind kind = trace::SegmentKind::ordinary;
  } cases[] = {
      {packet::SYN, 0, "SYN"},
      {packet::SYN | packet::ACK, 0, "SYN"},
      {packet::ACK, 0, "ACK"},
      {packet::ACK | packet::ECE, 0, "ACK"},
      {packet::PSH | packet::ACK, 5, "DATA"},
      {packet::FIN | packet::ACK, 0, "FIN"},
      {packet::FIN | packet::PSH | packet::ACK, 5, "FIN DATA"},
      {packet::RST, 0, "RST"},
      {packet::RST | packet::ACK, 0, "RST"},
      {0, 0, ""},
      {packet::ACK, 0, "ACK UPDATE", trace::SegmentKind::window_update},
      {packet::ACK, 0, "ACK", trace::SegmentKind::duplicate_ack},
  };
  for (const auto& c : cases) {
    trace::Segment segment;
    segment.flags = c.flags;
    segment.length = c.length;
    segment.kind = c.kind;
    std::string matched;
    for (std::size_t kind = 0; kind < kind_names.size(); ++kind) {
      Pattern own{client, static_cast<Pattern::Kind>(kind)};
      segment.from = client;
      if (own.matches(segment))
        matched += (matched.empty() ? "" : " ") + kind_names[kind];
      segment.from = server;
      EXPECT_FALSE(own.matches(segment));
    }
    EXPECT_EQ(matched, c.kinds) << int{c.flags} << " " << c.length;
  }
}

TEST(Rule, CountsTheSegmentsThatItSpeaksOf) {
  trace::Segment fin;
  fin.flags = packet::FIN | packet::ACK;
  trace::Segment ack;
  ack.flags = packet::ACK;
  trace::Segment of_server = fin;
  of_server.from = server;
  Pattern second{client, Pattern::Kind::fin, 2};
  EXPECT_FALSE(second.matches(fin));
  EXPECT_FALSE(second.matches(of_server));
  EXPECT_FALSE(second.matches(ack));
  EXPECT_TRUE(second.matches(fin));
  EXPECT_FALSE(second.matches(fin));
}

TEST(Time, IsAWholeNumberOfSecondsOrPartsOfUpToAnHour) {
  const struct {
    std::string text;
    long long microseconds;  // -1: refused
  } cases[] = {
      {"0s", 0},
      {"1us", 1},
      {"800us", 800},
      {"300ms", 300000},
      {"2s", 2000000},
      {"3600s", 3600000000},
      {"3600000ms", 3600000000},
      {"3601s", -1},
      {"3600001ms", -1},
      {"", -1},
      {"s", -1},
      {"5", -1},
      {"5 s", -1},
      {" 5s", -1},
      {"-5s", -1},
      {"+5s", -1},
      {"0.5s", -1},
      {"5m", -1},
      {"5S", -1},
      {"5sec", -1},
      {"99999999999999999999s", -1},
  };
  for (const auto& c : cases) {
    const auto time = text::parse_time(c.text);
    EXPECT_EQ(time ? time->count() : -1, c.microseconds) << c.text;
  }
}

}  // namespace
}  // namespace wire
