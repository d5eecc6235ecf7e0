#include "common/trace/sent.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace {
namespace {

Event segment(const std::string& from, std::vector<std::string> flags,
              std::uint32_t length = 0, bool again = false) {
  Segment s;
  s.from = from;
  s.flags = std::move(flags);
  s.length = length;
  if (again) s.kind = SegmentKind::retransmission;
  return s;
}

const std::string ACK = "ACK";

struct Case {
  const char* words;
  std::vector<Event> events;
};

const std::vector<Case> cases = {
    {"nothing", {}},
    {"nothing", {segment("server", {"FIN", ACK}), Note{0, "all is quiet"}}},
    {"nothing", {segment("client", {"FIN", ACK}, 0, true)}},
    {"SYN", {segment("client", {"SYN"})}},
    {"SYN", {segment("client", {"SYN", ACK})}},
    {"ACK", {segment("client", {ACK})}},
    {"FIN", {segment("client", {"FIN", ACK})}},
    {"RST", {segment("client", {"RST", ACK})}},
    {"DATA", {segment("client", {"PSH", ACK}, 7)}},
    {"DATA FIN", {segment("client", {"FIN", "PSH", ACK}, 7)}},
    {"ACK FIN", {segment("client", {ACK}), segment("client", {"FIN", ACK})}},
    {"RST",
     {segment("client", {"RST"}), segment("server", {ACK}),
      segment("client", {"RST"})}},
    {"DATA ACK DATA",
     {segment("client", {ACK}, 7), segment("client", {ACK}, 7),
      segment("client", {ACK}), segment("client", {ACK}, 7)}},
};

TEST(Sent, NamesTheKindsOfAHostsSegmentsInOrderModuloReSends) {
  for (const Case& c : cases) EXPECT_EQ(sent(c.events, "client"), c.words);
}

}  // namespace
}  // namespace trace
