#include "common/ladder/choice.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ladder {
namespace {

using trace::Host;

trace::Event segment(double t, long id, int connection, Host from,
                     const std::string& source,
                     const std::string& destination) {
  trace::Segment s;
  s.t = t;
  s.id = id;
  s.connection = connection;
  s.from = from;
  s.source = source;
  s.destination = destination;
  return s;
}

trace::Event state(double t, Host host, int connection) {
  return trace::State{t,       host,   "192.0.2.1:40000", "192.0.2.2:7000",
                      "ESTAB", "gone", connection};
}

// An ICMP error, whether or not the segment that it answers is known.
trace::Event icmp(double t, long id, long answers, int connection) {
  trace::OtherPacket packet;
  packet.t = t;
  packet.id = id;
  packet.from = Host::server;
  packet.source = "192.0.2.9";
  packet.destination = "192.0.2.1";
  packet.answers = answers;
  packet.connection = connection;
  return packet;
}

Choice choose(const std::map<std::string, std::string>& given) {
  Options options;
  options.given.insert(given.begin(), given.end());
  return Choice{options};
}

// The trace's events by their first letters: c(all) r(eturn) n(ote) s(tate)
// l(ost), segments by their ids, arrivals by their ids and ">". d is a call in
// connection 2, o one in a connection without segments.
std::string shown(const std::map<std::string, std::string>& given) {
  const std::string a = "192.0.2.1:40000";
  const std::string b = "192.0.2.2:7000";
  const std::string c = "[2001:db8::1]:40001";
  const std::string d = "[2001:db8::2]:70";
  const std::pair<std::string, trace::Event> trace[] = {
      {"c", trace::Call{0, Host::client, "p", 7, 1, "connect(fd)"}},
      {"1", segment(1, 1, 1, Host::client, a, b)},
      {"2", segment(2, 2, 1, Host::server, b, a)},
      {"n", trace::Note{2, "Look."}},
      {"3", segment(3, 3, 2, Host::client, c, d)},
      {"s", state(3, Host::server, 1)},
      {"i", icmp(3, 9, 1, 1)},
      {"j", icmp(3, 10, 0, 0)},
      {"i>", trace::Arrival{4, 9}},
      {"3>", trace::Arrival{4, 3}},
      {"d", trace::Call{.t = 4,
                        .host = Host::client,
                        .program = "p",
                        .pid = 7,
                        .id = 2,
                        .text = "send(4)",
                        .ends = {c, d}}},
      {"d=", trace::Return{4, Host::client, 7, 2, 0, ""}},
      {"o", trace::Call{.t = 4,
                        .host = Host::client,
                        .program = "p",
                        .pid = 7,
                        .id = 3,
                        .text = "send(5)",
                        .ends = {"192.0.2.1:9", b}}},
      {"2>", trace::Arrival{4, 2}},
      {"r", trace::Return{5, Host::client, 7, 1, 0, ""}},
      {"4", segment(6, 4, 13, Host::server, "192.0.2.22:7000", a)},
      {"N", trace::Note{6, "said", Host::server}},
      {"l", trace::Lost{6, 1}},
  };
  Choice choice = choose(given);
  std::string all;
  for (const auto& [name, event] : trace)
    if (choice.shows(event)) all += name + " ";
  return all;
}

TEST(Choice, ShowsEverythingUnlessToldOtherwise) {
  EXPECT_EQ(shown({}), "c 1 2 n 3 s i j i> 3> d d= o 2> r 4 N l ");
}

TEST(Choice, TakesWhatFitsAndCallsAndNotes) {
  const std::pair<std::map<std::string, std::string>, std::string> cases[] = {
      {{{"--connection", "1"}}, "c 1 2 n s i i> o 2> r N l "},
      {{{"--connection", "2,13"}}, "c n 3 3> d d= o r 4 N l "},
      {{{"--port", "7000"}}, "c 1 2 n s i i> o 2> r 4 N l "},
      {{{"--port", "70"}}, "c n 3 3> d d= o r N l "},
      {{{"--host", "192.0.2.1"}}, "c 1 2 n s i j i> o 2> r 4 N l "},
      {{{"--host", "192.0.2.2:7000"}}, "c 1 2 n s i i> o 2> r N l "},
      {{{"--host", "192.0.2.2:700"}}, "c n o r N l "},
      {{{"--host", "2001:DB8:0::2"}}, "c n 3 3> d d= o r N l "},
      {{{"--host", "[2001:db8::2]"}}, "c n 3 3> d d= o r N l "},
      {{{"--host", "[2001:db8::2]:70"}}, "c n 3 3> d d= o r N l "},
      {{{"--host", "client"}}, "c 1 n 3 3> d d= o r l "},
      {{{"--host", "server"}}, "2 n s i j i> 2> 4 N l "},
      {{{"--from", "3"}}, "3 s i j i> 3> d d= o 2> r 4 N l "},
      {{{"--to", "2.5"}}, "c 1 2 n "},
      {{{"--from", "2"}, {"--to", "4"}, {"--connection", "2"}},
       "n 3 3> d d= o "},
  };
  for (const auto& [given, events] : cases)
    EXPECT_EQ(shown(given), events)
        << given.begin()->first << " " << given.begin()->second;
}

TEST(Choice, RefusesWhatCannotBeChosen) {
  const std::pair<std::string, std::string> cases[] = {
      {"--connection", ""},
      {"--connection", "0"},
      {"--connection", "1,"},
      {"--connection", "1 3"},
      {"--connection", "99999999999"},
      {"--from", ""},
      {"--from", "1s"},
      {"--to", "x"},
      {"--host", ""},
      {"--host", "example.org"},
      {"--host", "192.0.2.1:"},
      {"--host", "192.0.2.1:70000"},
      {"--host", "192.0.2.1:7:"},
      {"--host", "[192.0.2.1"},
      {"--host", "[2001:db8::1]7"},
      {"--host", "["},
  };
  for (const auto& [name, value] : cases)
    EXPECT_THROW(choose({{name, value}}), UsageError) << name << " " << value;
}

TEST(Choice, ShowsTheQueuesOfTheConnectionsThatItShows) {
  Choice choice = choose({{"--connection", "2"}});
  choice.shows(segment(1, 1, 1, Host::client, "192.0.2.1:1", "192.0.2.2:7"));
  choice.shows(segment(1, 2, 2, Host::client, "192.0.2.1:2", "192.0.2.2:7"));
  EXPECT_FALSE(choice.shows(trace::QueueChange{2, 1, {}}));
  EXPECT_TRUE(choice.shows(trace::QueueChange{2, 2, {}}));
}

}  // namespace
}  // namespace ladder
