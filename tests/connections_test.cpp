// What a segment means within its connection: relative numbers, sent again or
// not, the scale of its window.
#include "common/observe/connections.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace observe {
namespace {

constexpr bool client = true;
constexpr bool server = false;

// From 192.0.2.1:40000, the client, to 192.0.2.2:7000; or the other way.
Packet packet(bool from_client, std::uint8_t flags, std::uint32_t seq,
              std::uint32_t ack = 0, std::size_t length = 0) {
  Packet p;
  p.source.address = {std::byte{192}, std::byte{0}, std::byte{2}, std::byte{1}};
  p.destination.address = p.source.address;
  p.destination.address[3] = std::byte{2};
  p.source.port = 40000;
  p.destination.port = 7000;
  if (!from_client) std::swap(p.source, p.destination);
  p.flags = flags;
  p.seq = seq;
  p.ack = ack;
  p.length = length;
  p.window = 100;
  return p;
}

Packet with_scale(Packet p, int scale) {
  p.window_scale = scale;
  return p;
}

// "SYN 0 0" for each: flags, relative seq and ack, "again" if it is.
std::vector<std::string> describe_all(const std::vector<Packet>& packets) {
  Connections connections;
  std::vector<std::string> lines;
  for (const Packet& p : packets) {
    const Segment s = describe(connections.find(p), p, 0);
    std::string line;
    for (const std::string& flag : s.flags) line += flag + " ";
    line += std::to_string(s.seq) + " " + std::to_string(s.ack);
    if (s.length > 0) line += " length " + std::to_string(s.length);
    if (s.connection > 1) line += " #" + std::to_string(s.connection);
    lines.push_back(line + (s.resent ? " again" : ""));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Connections, CountFromTheSynAcrossTheWrapAroundOfSequenceNumbers) {
  for (const std::uint32_t first : {1000U, 0xffff'ffffU, 0xffff'fffdU, 0U}) {
    const std::uint32_t other = first + 77;
    EXPECT_EQ(
        describe_all({packet(client, SYN, first),
                      packet(server, SYN | ACK, other, first + 1),
                      packet(client, ACK, first + 1, other + 1),
                      packet(client, PSH | ACK, first + 1, other + 1, 5),
                      packet(server, ACK, other + 1, first + 6),
                      packet(client, FIN | ACK, first + 6, other + 1),
                      packet(server, FIN | ACK, other + 1, first + 7),
                      packet(client, ACK, first + 7, other + 2)}),
        (Lines{"SYN 0 0", "SYN ACK 0 1", "ACK 1 1", "PSH ACK 1 1 length 5",
               "ACK 1 6", "FIN ACK 6 1", "FIN ACK 1 7", "ACK 7 2"}))
        << first;
  }
}

TEST(Connections, KnowWhatIsSentAgain) {
  const struct {
    std::string name;
    std::vector<Packet> packets;
    std::string last;
  } cases[] = {
      {"a SYN",
       {packet(client, SYN, 9), packet(client, SYN, 9)},
       "SYN 0 0 again"},
      {"a SYN ACK",
       {packet(client, SYN, 9), packet(server, SYN | ACK, 50, 10),
        packet(server, SYN | ACK, 50, 10)},
       "SYN ACK 0 1 again"},
      {"data",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 10, 51, 5)},
       "ACK 1 1 length 5 again"},
      {"data across the wrap-around",
       {packet(client, ACK, 0xffff'fffe, 51, 5),
        packet(client, ACK, 0xffff'fffe, 51, 5)},
       "ACK 1 1 length 5 again"},
      {"a part of it",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 12, 51, 3)},
       "ACK 3 1 length 3 again"},
      {"two segments in one",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 15, 51, 5),
        packet(client, ACK, 10, 51, 10)},
       "ACK 1 1 length 10 again"},
      {"the second of two, after the first",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 15, 51, 5),
        packet(client, ACK, 10, 51, 5), packet(client, ACK, 15, 51, 5)},
       "ACK 6 1 length 5 again"},
      {"old data with new data behind is new",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 10, 51, 6)},
       "ACK 1 1 length 6"},
      {"a FIN",
       {packet(client, FIN | ACK, 10, 51), packet(client, FIN | ACK, 10, 51)},
       "FIN ACK 1 1 again"},
      {"data that has gone, now with the FIN, is new",
       {packet(client, ACK, 10, 51, 5), packet(client, FIN | ACK, 10, 51, 5)},
       "FIN ACK 1 1 length 5"},
      {"the same number from the other side is not",
       {packet(client, ACK, 10, 51, 5), packet(server, ACK, 51, 15, 5)},
       "ACK 1 6 length 5"},
      {"an acknowledgement never is",
       {packet(client, ACK, 10, 51), packet(client, ACK, 10, 51)},
       "ACK 1 1"},
      {"nor an RST",
       {packet(client, RST, 10), packet(client, RST, 10)},
       "RST 1 0"},
      {"nor a keepalive probe, one below what comes next",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 14, 51)},
       "ACK 5 1"},
      {"nor a probe of a zero window, without data as Linux sends it",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 14, 51),
        packet(client, ACK, 14, 51)},
       "ACK 5 1"},
      {"a probe with the first new byte is new",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 15, 51, 1)},
       "ACK 6 1 length 1"},
      {"and the same byte once more is not",
       {packet(client, ACK, 10, 51, 5), packet(client, ACK, 15, 51, 1),
        packet(client, ACK, 15, 51, 1)},
       "ACK 6 1 length 1 again"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(describe_all(c.packets).back(), c.last) << c.name;
}

TEST(Connections, SeenFromTheMiddleOnBeginWithOne) {
  EXPECT_EQ(describe_all({packet(client, PSH | ACK, 5000, 90, 5),
                          packet(server, ACK, 90, 5005)}),
            (Lines{"PSH ACK 1 1 length 5", "ACK 1 6"}));
  EXPECT_EQ(describe_all({packet(server, SYN | ACK, 90, 5000),
                          packet(client, ACK, 5000, 91)}),
            (Lines{"SYN ACK 0 1", "ACK 1 1"}))
      << "the SYN itself was not captured";
  EXPECT_EQ(describe_all({packet(client, SYN, 5000),
                          packet(server, RST | ACK, 0, 5001)}),
            (Lines{"SYN 0 0", "RST ACK 1 1"}))
      << "nobody listens";
  EXPECT_EQ(describe_all({packet(client, RST, 5000, 77)}), (Lines{"RST 1 0"}))
      << "without ACK its acknowledgement means nothing";
}

TEST(Connections, BeginAnewWithAnotherSynAndOnlyThen) {
  EXPECT_EQ(describe_all({packet(client, SYN, 100), packet(client, SYN, 100),
                          packet(server, SYN | ACK, 900, 101),
                          packet(client, RST, 101), packet(client, SYN, 300),
                          packet(server, SYN | ACK, 950, 301)}),
            (Lines{"SYN 0 0", "SYN 0 0 again", "SYN ACK 0 1", "RST 1 0",
                   "SYN 0 0 #2", "SYN ACK 0 1 #2"}));
  EXPECT_EQ(describe_all({packet(client, SYN, 100), packet(client, SYN, 300)}),
            (Lines{"SYN 0 0", "SYN 0 0 #2"}))
      << "the first was given up";
  EXPECT_EQ(
      describe_all({packet(client, SYN, 100), packet(server, SYN, 900),
                    packet(client, SYN | ACK, 100, 901),
                    packet(server, SYN | ACK, 900, 101)}),
      (Lines{"SYN 0 0", "SYN 0 0", "SYN ACK 0 1 again", "SYN ACK 0 1 again"}))
      << "both open at once, and it is one connection";
}

TEST(Connections, AreReplacedByTheNextWithTheSameFourNumbers) {
  Connections connections;
  Connection& first = connections.find(packet(client, SYN, 100));
  describe(first, packet(client, SYN, 100), 0);
  connections.find(packet(client, SYN, 100));
  EXPECT_FALSE(first.replaced) << "its SYN came again";
  const Connection& second = connections.find(packet(client, SYN, 300));
  EXPECT_TRUE(first.replaced);
  EXPECT_FALSE(second.replaced);
}

TEST(Connections, AreKeptApartByAllFourNumbers) {
  Connections connections;
  Packet p = packet(client, SYN, 1);
  EXPECT_EQ(connections.find(p).number, 1);
  EXPECT_EQ(connections.find(packet(server, SYN | ACK, 1, 2)).number, 1);
  p.source.port = 40001;
  EXPECT_EQ(connections.find(p).number, 2);
  p.destination.port = 7001;
  EXPECT_EQ(connections.find(p).number, 3);
  p.source.address[3] = std::byte{9};
  EXPECT_EQ(connections.find(p).number, 4);
  p.source.ipv6 = p.destination.ipv6 = true;
  EXPECT_EQ(connections.find(p).number, 5);
  EXPECT_EQ(connections.find(packet(client, ACK, 2, 2)).number, 1);
  EXPECT_EQ(connections.all().size(), 5U);
}

TEST(Connections, ScaleTheWindowOnlyIfBothSynsOfferedIt) {
  const struct {
    int clients;
    int servers;
    std::uint32_t expected_client;
    std::uint32_t expected_server;
  } cases[] = {
      {7, 10, 100 << 7, 100 << 10},
      {0, 14, 100, 100 << 14},
      {-1, 7, 100, 100},
      {7, -1, 100, 100},
      {-1, -1, 100, 100},
  };
  for (const auto& c : cases) {
    Connections connections;
    const auto window = [&](const Packet& p) {
      return describe(connections.find(p), p, 0).window;
    };
    EXPECT_EQ(window(with_scale(packet(client, SYN, 1), c.clients)), 100U);
    EXPECT_EQ(window(with_scale(packet(server, SYN | ACK, 1, 2), c.servers)),
              100U);
    EXPECT_EQ(window(packet(client, ACK, 2, 2)), c.expected_client);
    EXPECT_EQ(window(packet(server, ACK, 2, 2)), c.expected_server);
  }
}

TEST(Connections, ShowTheFirstBytesOfThePayloadAndAllFlagsInTheirOrder) {
  const std::string text = "hello";
  Packet p = packet(client, 255, 1, 0, 9);  // 9 bytes, of which 5 were captured
  p.payload = std::as_bytes(std::span{text});
  Connections connections;
  const Segment s = describe(connections.find(p), p, 3);
  EXPECT_EQ(s.data, "hel");
  EXPECT_EQ(s.length, 9U);
  EXPECT_EQ(s.flags,
            (Lines{"SYN", "FIN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"}));
  EXPECT_EQ(s.source, "192.0.2.1:40000");
  EXPECT_EQ(s.destination, "192.0.2.2:7000");
  EXPECT_EQ(describe(connections.find(p), p, 64).data, "hello");
  EXPECT_EQ(describe(connections.find(p), p, 0).data, "");
}

}  // namespace
}  // namespace observe
