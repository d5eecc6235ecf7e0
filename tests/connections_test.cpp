// What a segment means within its connection: relative numbers, sent again or
// not, the scale of its window.
#include "common/trace/connections.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace {
namespace {

constexpr bool client = true;
constexpr bool server = false;

// From 192.0.2.1:40000, the client, to 192.0.2.2:7000; or the other way.
packet::Packet packet(bool from_client, packet::Flags flags, std::uint32_t seq,
                      std::uint32_t ack = 0, std::size_t length = 0) {
  packet::Packet p;
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

packet::Packet with_scale(packet::Packet p, int scale) {
  p.window_scale = scale;
  return p;
}

// "SYN 0 0" for each: flags, relative seq and ack, its kind if it has one.
// Times may be left out.
std::vector<std::string> describe_all(
    const std::vector<packet::Packet>& packets,
    std::vector<double> times = {}) {
  Connections connections;
  std::vector<std::string> lines;
  times.resize(packets.size());
  for (std::size_t i = 0; i < packets.size(); ++i) {
    const packet::Packet& p = packets[i];
    const Segment s = describe(connections.find(p), p, 0, times[i]);
    std::string line;
    for (const auto& [flag, word] : packet::flag_names)
      if (has(s, flag)) (line += word) += " ";
    line += std::to_string(s.seq) + " " + std::to_string(s.ack);
    if (s.length > 0) line += " length " + std::to_string(s.length);
    if (s.connection > 1) line += " #" + std::to_string(s.connection);
    const auto kind = segment_kinds[static_cast<std::size_t>(s.kind)];
    lines.push_back(line + (kind.empty() ? "" : ", ") + std::string{kind});
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Connections, CountFromTheSynAcrossTheWrapAroundOfSequenceNumbers) {
  for (const std::uint32_t first : {1000U, 0xffff'ffffU, 0xffff'fffdU, 0U}) {
    const std::uint32_t other = first + 77;
    EXPECT_EQ(
        describe_all(
            {packet(client, packet::SYN, first),
             packet(server, packet::SYN | packet::ACK, other, first + 1),
             packet(client, packet::ACK, first + 1, other + 1),
             packet(client, packet::PSH | packet::ACK, first + 1, other + 1, 5),
             packet(server, packet::ACK, other + 1, first + 6),
             packet(client, packet::FIN | packet::ACK, first + 6, other + 1),
             packet(server, packet::FIN | packet::ACK, other + 1, first + 7),
             packet(client, packet::ACK, first + 7, other + 2)}),
        (Lines{"SYN 0 0", "SYN ACK 0 1", "ACK 1 1", "PSH ACK 1 1 length 5",
               "ACK 1 6", "FIN ACK 6 1", "FIN ACK 1 7", "ACK 7 2"}))
        << first;
  }
}

TEST(Connections, KnowWhatIsSentAgain) {
  const struct {
    std::string name;
    std::vector<packet::Packet> packets;
    std::string last;
  } cases[] = {
      {"a SYN",
       {packet(client, packet::SYN, 9), packet(client, packet::SYN, 9)},
       "SYN 0 0, retransmission"},
      {"a SYN ACK",
       {packet(client, packet::SYN, 9),
        packet(server, packet::SYN | packet::ACK, 50, 10),
        packet(server, packet::SYN | packet::ACK, 50, 10)},
       "SYN ACK 0 1, retransmission"},
      {"data",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 10, 51, 5)},
       "ACK 1 1 length 5, retransmission"},
      {"data across the wrap-around",
       {packet(client, packet::ACK, 0xffff'fffe, 51, 5),
        packet(client, packet::ACK, 0xffff'fffe, 51, 5)},
       "ACK 1 1 length 5, retransmission"},
      {"a part of it",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 12, 51, 3)},
       "ACK 3 1 length 3, retransmission"},
      {"two segments in one",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 15, 51, 5),
        packet(client, packet::ACK, 10, 51, 10)},
       "ACK 1 1 length 10, retransmission"},
      {"the second of two, after the first",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 15, 51, 5),
        packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 15, 51, 5)},
       "ACK 6 1 length 5, retransmission"},
      {"old data with new data behind",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 10, 51, 6)},
       "ACK 1 1 length 6, retransmission"},
      {"old data, from its middle on, with new data behind",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::ACK, 12, 51, 9)},
       "ACK 3 1 length 9, retransmission"},
      {"a FIN",
       {packet(client, packet::FIN | packet::ACK, 10, 51),
        packet(client, packet::FIN | packet::ACK, 10, 51)},
       "FIN ACK 1 1, retransmission"},
      {"data that has gone, now with the FIN",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(client, packet::FIN | packet::ACK, 10, 51, 5)},
       "FIN ACK 1 1 length 5, retransmission"},
      {"the same number from the other side is not",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(server, packet::ACK, 51, 15, 5)},
       "ACK 1 6 length 5"},
      {"an RST is not",
       {packet(client, packet::RST, 10), packet(client, packet::RST, 10)},
       "RST 1 0"},
      {"what was acknowledged before it was seen",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(server, packet::ACK, 51, 25),
        packet(client, packet::ACK, 15, 51, 10)},
       "ACK 6 1 length 10, retransmission"},
      {"one byte that is not acknowledged",
       {packet(client, packet::ACK, 10, 51, 5),
        packet(server, packet::ACK, 51, 15),
        packet(client, packet::ACK, 15, 51, 1),
        packet(client, packet::ACK, 15, 51, 1)},
       "ACK 6 1 length 1, retransmission"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(describe_all(c.packets).back(), c.last) << c.name;
}

// A window of the sender's.
packet::Packet with_window(packet::Packet p, std::uint16_t window) {
  p.window = window;
  return p;
}

TEST(Connections, KnowAProbeADuplicateAckAndAWindowUpdate) {
  const packet::Packet data =
      packet(client, packet::PSH | packet::ACK, 10, 51, 5);
  const packet::Packet ack = packet(server, packet::ACK, 51, 15);
  const packet::Packet closed = with_window(ack, 0);
  const struct {
    std::string name;
    std::vector<packet::Packet> packets;
    std::string last;
  } cases[] = {
      {"no byte, one before the next",
       {data, ack, packet(client, packet::ACK, 14, 51)},
       "ACK 5 1, keep-alive probe"},
      {"one byte that was acknowledged",
       {data, ack, packet(client, packet::ACK, 14, 51, 1)},
       "ACK 5 1 length 1, keep-alive probe"},
      {"one byte that was acknowledged before it was seen is none",
       {data, packet(server, packet::ACK, 51, 16),
        packet(client, packet::ACK, 15, 51, 1)},
       "ACK 6 1 length 1, retransmission"},
      {"its answer is no duplicate",
       {data, ack, packet(client, packet::ACK, 14, 51), ack},
       "ACK 1 6"},
      {"its answer is no window update",
       {data, ack, packet(client, packet::ACK, 14, 51), with_window(ack, 101)},
       "ACK 1 6"},
      {"the window is larger, behind the answer",
       {data, ack, packet(client, packet::ACK, 14, 51), ack, data, ack,
        with_window(ack, 101)},
       "ACK 1 6, window update"},
      {"a second probe",
       {data, ack, packet(client, packet::ACK, 14, 51), ack,
        packet(client, packet::ACK, 14, 51)},
       "ACK 5 1, keep-alive probe"},
      {"in a connection that was idle when the capture began",
       {packet(client, packet::ACK, 14, 51), ack,
        packet(client, packet::ACK, 14, 51)},
       "ACK 1 1, keep-alive probe"},
      {"from behind a FIN",
       {packet(client, packet::FIN | packet::ACK, 14, 51), ack,
        packet(server, packet::ACK, 51, 15),
        packet(server, packet::ACK, 50, 15)},
       "ACK 0 2, keep-alive probe"},
      {"a FIN is none",
       {data, ack, packet(client, packet::FIN | packet::ACK, 15, 51),
        packet(client, packet::FIN | packet::ACK, 15, 51)},
       "FIN ACK 6 1, retransmission"},
      {"two numbers before the next is none",
       {data, ack, packet(client, packet::ACK, 13, 51)},
       "ACK 4 1"},
      {"while the window is zero: without a byte, as Linux sends it",
       {data, closed, packet(client, packet::ACK, 14, 51)},
       "ACK 5 1, zero-window probe"},
      {"with the next byte",
       {data, closed, packet(client, packet::ACK, 15, 51, 1)},
       "ACK 6 1 length 1, zero-window probe"},
      {"with the next byte once more",
       {data, closed, packet(client, packet::ACK, 15, 51, 1), closed,
        packet(client, packet::ACK, 15, 51, 1)},
       "ACK 6 1 length 1, zero-window probe"},
      {"data after such a probe, whose byte was not taken",
       {data, closed, packet(client, packet::ACK, 15, 51, 1), ack,
        packet(client, packet::ACK, 15, 51, 9)},
       "ACK 6 1 length 9"},
      {"data after such a probe, whose byte was taken",
       {data, closed, packet(client, packet::ACK, 15, 51, 1),
        packet(server, packet::ACK, 51, 16),
        packet(client, packet::ACK, 16, 51, 9)},
       "ACK 7 1 length 9"},
      {"the next byte while the window is open",
       {data, ack, packet(client, packet::ACK, 15, 51, 1)},
       "ACK 6 1 length 1"},
      {"its answer, whose window is zero",
       {data, closed, packet(client, packet::ACK, 14, 51), closed},
       "ACK 1 6"},
      {"the window opens", {data, closed, ack}, "ACK 1 6, window update"},
      {"the window opens at a probe",
       {data, closed, packet(client, packet::ACK, 14, 51), ack},
       "ACK 1 6, window update"},
      {"the same again", {data, ack, ack}, "ACK 1 6, duplicate ACK"},
      {"the same again, once the window has opened at a probe with a byte",
       {data, closed, packet(client, packet::ACK, 15, 51, 1), ack, ack},
       "ACK 1 6, duplicate ACK"},
      {"the same again, once the window has opened at a probe without one",
       {data, closed, packet(client, packet::ACK, 14, 51), ack, ack},
       "ACK 1 6"},
      {"the window is zero again", {data, closed, closed}, "ACK 1 6"},
      {"the same again, after an acknowledgement of what we did not see",
       {data, ack, packet(client, packet::ACK, 15, 60), ack},
       "ACK 1 6, duplicate ACK"},
      {"a FIN that was acknowledged before it was seen",
       {data, packet(server, packet::ACK, 51, 16),
        packet(client, packet::FIN | packet::ACK, 15, 51)},
       "FIN ACK 6 1"},
      {"a later acknowledgement",
       {data, ack, data, packet(server, packet::ACK, 51, 16)},
       "ACK 1 7"},
      {"the same with data",
       {data, ack, packet(server, packet::PSH | packet::ACK, 51, 15, 2)},
       "PSH ACK 1 6 length 2"},
      {"the same with a FIN",
       {data, ack, packet(server, packet::FIN | packet::ACK, 51, 15)},
       "FIN ACK 1 6"},
      {"behind data that repeated the acknowledgement",
       {data, packet(server, packet::PSH | packet::ACK, 51, 15, 2),
        packet(server, packet::ACK, 53, 15)},
       "ACK 3 6, duplicate ACK"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(describe_all(c.packets).back(), c.last) << c.name;
}

// Linux names 65160 in its SYN ACK, and then 64 * 1024.
TEST(Connections, TakeTheWindowOfASynForTheSameOnceItIsRounded) {
  const auto last = [](std::uint16_t of_syn_ack, int scale,
                       std::uint16_t of_ack) {
    return describe_all(
               {with_scale(packet(client, packet::SYN, 9), scale),
                with_scale(with_window(packet(server, packet::SYN | packet::ACK,
                                              50, 10),
                                       of_syn_ack),
                           scale),
                packet(client, packet::ACK, 10, 51),
                packet(client, packet::ACK, 10, 51, 5),
                with_window(packet(server, packet::ACK, 51, 10), of_ack)})
        .back();
  };
  EXPECT_EQ(last(65160, 10, 64), "ACK 1 1, duplicate ACK");
  EXPECT_EQ(last(65160, 10, 63), "ACK 1 1, duplicate ACK");
  EXPECT_EQ(last(65160, 10, 65), "ACK 1 1, window update");
  EXPECT_EQ(last(65160, 10, 62), "ACK 1 1, window update");
  EXPECT_EQ(last(64512, 10, 64), "ACK 1 1, window update");
  EXPECT_EQ(last(0, 10, 1), "ACK 1 1, window update");
  EXPECT_EQ(last(65160, -1, 65160), "ACK 1 1, duplicate ACK");
  EXPECT_EQ(last(65160, -1, 65161), "ACK 1 1, window update");
}

TEST(Connections, KnowASegmentThatWasOvertakenFromOneThatWasLost) {
  const packet::Packet syn = packet(client, packet::SYN, 9);
  const packet::Packet syn_ack =
      packet(server, packet::SYN | packet::ACK, 50, 10);
  const packet::Packet ack = packet(client, packet::ACK, 10, 51);
  const packet::Packet a = packet(client, packet::ACK, 10, 51, 2);
  const packet::Packet b = packet(client, packet::ACK, 12, 51, 2);
  const packet::Packet c = packet(client, packet::ACK, 14, 51, 2);
  const packet::Packet wants_b = packet(server, packet::ACK, 51, 12);
  const struct {
    std::string name;
    std::vector<std::pair<double, packet::Packet>> packets;
    std::string last;
  } cases[] = {
      {"it fills the hole within a round trip",
       {{0, syn}, {0.05, syn_ack}, {0.1, ack}, {1, a}, {1, c}, {1.09, b}},
       "ACK 3 1 length 2, out of order"},
      {"the same, and the SYN ACK was not captured",
       {{0, syn}, {0.1, ack}, {1, a}, {1, c}, {1.09, b}},
       "ACK 3 1 length 2, out of order"},
      {"it was overtaken by the first that was captured",
       {{1, c}, {1, b}},
       "ACK 4294967295 1 length 2, out of order"},
      {"it comes later than that",
       {{0, syn}, {0.05, syn_ack}, {0.1, ack}, {1, a}, {1, c}, {1.11, b}},
       "ACK 3 1 length 2, retransmission"},
      {"no handshake was seen: 3 ms",
       {{1, a}, {1, c}, {1.002, b}},
       "ACK 3 1 length 2, out of order"},
      {"no handshake was seen, and it is late",
       {{1, a}, {1, c}, {1.004, b}},
       "ACK 3 1 length 2, retransmission"},
      {"two duplicates asked for it",
       {{1, a}, {1, wants_b}, {1, c}, {1, wants_b}, {1, wants_b}, {1, b}},
       "ACK 3 1 length 2, retransmission"},
      {"one duplicate asked for it",
       {{1, a}, {1, wants_b}, {1, c}, {1, wants_b}, {1, b}},
       "ACK 3 1 length 2, out of order"},
      {"it comes twice",
       {{1, a}, {1, c}, {1, b}, {1, b}},
       "ACK 3 1 length 2, retransmission"},
      {"a part of it was there",
       {{1, a}, {1, c}, {1, packet(client, packet::ACK, 13, 51, 2)}},
       "ACK 4 1 length 2, retransmission"},
      {"a half of the hole, and then the other",
       {{1, a},
        {1, c},
        {1, packet(client, packet::ACK, 13, 51, 1)},
        {1, packet(client, packet::ACK, 12, 51, 1)}},
       "ACK 3 1 length 1, out of order"},
      {"the receiver has it already",
       {{1, a}, {1, c}, {1, packet(server, packet::ACK, 51, 16)}, {1, b}},
       "ACK 3 1 length 2, retransmission"},
      {"a FIN overtakes",
       {{1, a}, {1, packet(client, packet::FIN | packet::ACK, 14, 51)}, {1, b}},
       "ACK 3 1 length 2, out of order"},
      {"the hole itself is nothing to say",
       {{1, a}, {1, c}},
       "ACK 5 1 length 2"},
  };
  for (const auto& [name, packets, last] : cases) {
    std::vector<packet::Packet> bare;
    std::vector<double> times;
    for (const auto& [t, p] : packets) bare.push_back(p), times.push_back(t);
    EXPECT_EQ(describe_all(bare, times).back(), last) << name;
  }
}

TEST(Connections, ForgetTheOldestHole) {
  Connections connections;
  packet::Packet p = packet(client, packet::ACK, 10, 51, 1);
  Connection& connection = connections.find(p);
  for (p.seq = 10; p.seq < 4010; p.seq += 2) describe(connection, p, 0);
  EXPECT_LE(connection.from_opener.holes.size(), 40U);
  p.seq = 11;
  EXPECT_EQ(describe(connection, p, 0).kind, SegmentKind::retransmission);
  p.seq = 4007;
  EXPECT_EQ(describe(connection, p, 0).kind, SegmentKind::out_of_order);
}

// An RST, an acknowledgement or data that somebody forged, or that is of an
// older connection, stands between SYN and SYN ACK.
TEST(Connections, TakeTheirFirstNumbersFromSynAndSynAckAlone) {
  for (const packet::Packet& strange :
       {packet(server, packet::RST | packet::ACK, 77, 4242),
        packet(server, packet::RST, 77), packet(server, packet::ACK, 77, 4242),
        packet(server, packet::PSH | packet::ACK, 77, 4242, 9),
        packet(server, packet::SYN | packet::ACK, 77, 4242),
        packet(client, packet::RST, 88),
        packet(client, packet::ACK, 101, 4242)}) {
    const auto lines =
        describe_all({packet(client, packet::SYN, 100), strange,
                      packet(server, packet::SYN | packet::ACK, 900, 101),
                      packet(client, packet::ACK, 101, 901),
                      packet(server, packet::ACK, 901, 101, 5),
                      packet(client, packet::ACK, 101, 906, 3)});
    EXPECT_EQ((Lines{lines.begin() + 2, lines.end()}),
              (Lines{"SYN ACK 0 1", "ACK 1 1", "ACK 1 1 length 5",
                     "ACK 1 6 length 3"}));
  }
}

TEST(Connections, TakeNoNumbersFromASynAckThatAnswersNoSynOfTheirs) {
  EXPECT_EQ(describe_all({packet(client, packet::SYN, 100),
                          packet(server, packet::SYN | packet::ACK, 900, 101),
                          packet(client, packet::ACK, 101, 901),
                          packet(server, packet::SYN | packet::ACK, 77, 4242),
                          packet(server, packet::ACK, 901, 101, 5)})
                .back(),
            "ACK 1 1 length 5");
}

TEST(Connections, RememberWhatAnIcmpErrorQuotes) {
  Connections connections;
  packet::Packet syn = packet(client, packet::SYN, 100);
  packet::Datagram error{syn.destination, syn.source, "ICMP",
                         "port unreachable",
                         packet::Quote{syn.source, syn.destination, 100}};
  EXPECT_EQ(connections.describe(error).connection, 0);
  Segment segment = describe(connections.find(syn), syn, 0);
  segment.id = 7;
  connections.remember(syn, segment);
  const OtherPacket known = connections.describe(error);
  EXPECT_EQ(known.source, "192.0.2.2");
  EXPECT_EQ(known.destination, "192.0.2.1");
  EXPECT_EQ(known.answers, 7);
  EXPECT_EQ(known.segment, "SYN seq 0");
  EXPECT_EQ(known.connection, 1);
  error.quote->seq = 101;
  EXPECT_EQ(connections.describe(error).answers, 0) << "it was not seen";
  EXPECT_EQ(connections.describe(error).connection, 1);
  error.protocol = "UDP";
  EXPECT_EQ(connections.describe(error).source, "192.0.2.2:7000");
}

TEST(Connections, SeenFromTheMiddleOnBeginWithOne) {
  EXPECT_EQ(
      describe_all({packet(client, packet::PSH | packet::ACK, 5000, 90, 5),
                    packet(server, packet::ACK, 90, 5005)}),
      (Lines{"PSH ACK 1 1 length 5", "ACK 1 6"}));
  EXPECT_EQ(describe_all({packet(server, packet::SYN | packet::ACK, 90, 5000),
                          packet(client, packet::ACK, 5000, 91)}),
            (Lines{"SYN ACK 0 1", "ACK 1 1"}))
      << "the SYN itself was not captured";
  EXPECT_EQ(describe_all({packet(client, packet::SYN, 5000),
                          packet(server, packet::RST | packet::ACK, 0, 5001)}),
            (Lines{"SYN 0 0", "RST ACK 1 1"}))
      << "nobody listens";
  EXPECT_EQ(describe_all({packet(client, packet::RST, 5000, 77)}),
            (Lines{"RST 1 0"}))
      << "without ACK its acknowledgement means nothing";
}

TEST(Connections, BeginAnewWithAnotherSynAndOnlyThen) {
  EXPECT_EQ(
      describe_all(
          {packet(client, packet::SYN, 100), packet(client, packet::SYN, 100),
           packet(server, packet::SYN | packet::ACK, 900, 101),
           packet(client, packet::RST, 101), packet(client, packet::SYN, 300),
           packet(server, packet::SYN | packet::ACK, 950, 301)}),
      (Lines{"SYN 0 0", "SYN 0 0, retransmission", "SYN ACK 0 1", "RST 1 0",
             "SYN 0 0 #2", "SYN ACK 0 1 #2"}));
  EXPECT_EQ(describe_all({packet(client, packet::SYN, 100),
                          packet(client, packet::SYN, 300)}),
            (Lines{"SYN 0 0", "SYN 0 0 #2"}))
      << "the first was given up";
  EXPECT_EQ(describe_all({packet(client, packet::SYN, 100),
                          packet(server, packet::SYN, 900),
                          packet(client, packet::SYN | packet::ACK, 100, 901),
                          packet(server, packet::SYN | packet::ACK, 900, 101)}),
            (Lines{"SYN 0 0", "SYN 0 0", "SYN ACK 0 1", "SYN ACK 0 1"}))
      << "both open at once, and it is one connection";
}

TEST(Connections, AreReplacedByTheNextWithTheSameFourNumbers) {
  Connections connections;
  Connection& first = connections.find(packet(client, packet::SYN, 100));
  describe(first, packet(client, packet::SYN, 100), 0);
  connections.find(packet(client, packet::SYN, 100));
  EXPECT_FALSE(first.replaced) << "its SYN came, retransmission";
  const Connection& second = connections.find(packet(client, packet::SYN, 300));
  EXPECT_TRUE(first.replaced);
  EXPECT_FALSE(second.replaced);
}

TEST(Connections, AreKeptApartByAllFourNumbers) {
  Connections connections;
  packet::Packet p = packet(client, packet::SYN, 1);
  EXPECT_EQ(connections.find(p).number, 1);
  EXPECT_EQ(
      connections.find(packet(server, packet::SYN | packet::ACK, 1, 2)).number,
      1);
  p.source.port = 40001;
  EXPECT_EQ(connections.find(p).number, 2);
  p.destination.port = 7001;
  EXPECT_EQ(connections.find(p).number, 3);
  p.source.address[3] = std::byte{9};
  EXPECT_EQ(connections.find(p).number, 4);
  p.source.ipv6 = p.destination.ipv6 = true;
  EXPECT_EQ(connections.find(p).number, 5);
  EXPECT_EQ(connections.find(packet(client, packet::ACK, 2, 2)).number, 1);
  EXPECT_EQ(connections.count(), 5);
}

TEST(Connections, ForgetTheOneThatWasSilentLongest) {
  Connections connections;
  const auto heard = [&](std::uint16_t port) {
    packet::Packet p = packet(client, packet::SYN, 1);
    p.source.port = port;
    return connections.find(p).number;
  };
  EXPECT_EQ(heard(1), 1);
  EXPECT_EQ(heard(2), 2);
  EXPECT_EQ(heard(3), 3);
  EXPECT_EQ(heard(1), 1);
  EXPECT_EQ(connections.forget_oldest(), 2);
  EXPECT_EQ(connections.known(), 2U);
  EXPECT_EQ(heard(3), 3);
  EXPECT_EQ(heard(2), 4) << "it is another one now";
  EXPECT_EQ(connections.forget_oldest(), 1);
}

TEST(Connections, ForgetOneThatWasReplacedAndKeepTheNewest) {
  Connections connections;
  const packet::Packet first = packet(client, packet::SYN, 1000);
  describe(connections.find(first), first, 0);
  EXPECT_EQ(connections.find(packet(client, packet::SYN, 2000)).number, 2);
  EXPECT_EQ(connections.forget_oldest(), 1);
  EXPECT_EQ(connections.find(packet(server, packet::SYN | packet::ACK, 1, 2001))
                .number,
            2);
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
    const auto window = [&](const packet::Packet& p) {
      return describe(connections.find(p), p, 0).window;
    };
    EXPECT_EQ(window(with_scale(packet(client, packet::SYN, 1), c.clients)),
              100U);
    EXPECT_EQ(window(with_scale(packet(server, packet::SYN | packet::ACK, 1, 2),
                                c.servers)),
              100U);
    EXPECT_EQ(window(packet(client, packet::ACK, 2, 2)), c.expected_client);
    EXPECT_EQ(window(packet(server, packet::ACK, 2, 2)), c.expected_server);
  }
}

TEST(Connections, ShowTheFirstBytesOfThePayloadAndAllFlags) {
  const std::string text = "hello";
  packet::Packet p =
      packet(client, 255, 1, 0, 9);  // 9 bytes, of which 5 were captured
  p.payload = std::as_bytes(std::span{text});
  Connections connections;
  const Segment s = describe(connections.find(p), p, 3);
  EXPECT_EQ(s.data, "hel");
  EXPECT_EQ(s.length, 9U);
  EXPECT_EQ(s.flags, 255);
  EXPECT_EQ(s.source, "192.0.2.1:40000");
  EXPECT_EQ(s.destination, "192.0.2.2:7000");
  EXPECT_EQ(describe(connections.find(p), p, 64).data, "hello");
  EXPECT_EQ(describe(connections.find(p), p, 0).data, "");
}

}  // namespace
}  // namespace trace
