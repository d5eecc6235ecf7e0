#include "common/trace/sent.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace {
namespace {

Event segment(Host from, packet::Flags flags, std::uint32_t length = 0,
              bool again = false) {
  Segment s;
  s.from = from;
  s.flags = flags;
  s.length = length;
  if (again) s.kind = SegmentKind::retransmission;
  return s;
}

struct Case {
  const char* words;
  std::vector<Event> events;
};

const std::vector<Case> cases = {
    {"nothing", {}},
    {"nothing",
     {segment(Host::server, packet::FIN | packet::ACK),
      Key{0, "all is quiet"}}},
    {"nothing", {segment(Host::client, packet::FIN | packet::ACK, 0, true)}},
    {"SYN", {segment(Host::client, packet::SYN)}},
    {"SYN", {segment(Host::client, packet::SYN | packet::ACK)}},
    {"ACK", {segment(Host::client, packet::ACK)}},
    {"FIN", {segment(Host::client, packet::FIN | packet::ACK)}},
    {"RST", {segment(Host::client, packet::RST | packet::ACK)}},
    {"DATA", {segment(Host::client, packet::PSH | packet::ACK, 7)}},
    {"DATA FIN",
     {segment(Host::client, packet::FIN | packet::PSH | packet::ACK, 7)}},
    {"ACK FIN",
     {segment(Host::client, packet::ACK),
      segment(Host::client, packet::FIN | packet::ACK)}},
    {"RST",
     {segment(Host::client, packet::RST), segment(Host::server, packet::ACK),
      segment(Host::client, packet::RST)}},
    {"DATA ACK DATA",
     {segment(Host::client, packet::ACK, 7),
      segment(Host::client, packet::ACK, 7), segment(Host::client, packet::ACK),
      segment(Host::client, packet::ACK, 7)}},
};

TEST(Sent, NamesTheKindsOfAHostsSegmentsInOrderModuloReSends) {
  for (const Case& c : cases) EXPECT_EQ(sent(c.events, Host::client), c.words);
}

}  // namespace
}  // namespace trace
