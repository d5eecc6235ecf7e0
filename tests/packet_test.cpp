// IP packets and the TCP segments in them, whole, cut short and wrong. RFC 791,
// RFC 8200, RFC 9293.
#include "common/packet/packet.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <variant>

#include "tests/packets.h"

namespace packet {
namespace {

// All of a packet in one line, or why there is none.
std::string show(const std::variant<Packet, Datagram, NoSegment>& parsed) {
  if (const auto* none = std::get_if<NoSegment>(&parsed)) return none->reason;
  if (const auto* d = std::get_if<Datagram>(&parsed))
    return d->protocol + " " + d->text +
           (d->quote
                ? " for " + d->quote->source.to_string() + " > " +
                      d->quote->destination.to_string() +
                      (d->quote->seq ? " seq " + std::to_string(*d->quote->seq)
                                     : "")
                : "");
  const auto& p = std::get<Packet>(parsed);
  const std::string payload{reinterpret_cast<const char*>(p.payload.data()),
                            p.payload.size()};
  return p.source.to_string() + " > " + p.destination.to_string() + " flags " +
         std::to_string(p.flags) + " seq " + std::to_string(p.seq) + " ack " +
         std::to_string(p.ack) + " window " + std::to_string(p.window) +
         " scale " + std::to_string(p.window_scale) + " length " +
         std::to_string(p.length) + " '" + payload + "'";
}

std::string show(const Bytes& ip) {
  return show(parse(ip));
}

// As the kernel sent it: captured by a wire, and shown so by tshark.
TEST(Packet, TakesApartTheSynThatAKernelSent) {
  EXPECT_EQ(show(hex("4500003c196e4000 40069d4ac0000201 c0000202aeb21b58"
                     "6da8730c00000000 a002faf0765d0000 020405b40402080a"
                     "a99efe4c00000000 0103030a")),
            "192.0.2.1:44722 > 192.0.2.2:7000 flags 2 seq 1839756044 ack 0 "
            "window 64240 scale 10 length 0 ''");
}

const std::string ends4 = "192.0.2.1:40000 > 192.0.2.2:7000 ";
const std::string ends6 = "[2001:db8::1]:40000 > [2001:db8::2]:7000 ";
const std::string numbers = " seq 1000 ack 2000 window 502 scale -1 length ";

TEST(Packet, TakesApartEverySegmentThatIsWhole) {
  const struct {
    std::string name;
    Bytes ip;
    std::string expected;
  } cases[] = {
      {"IPv4", ipv4(tcp(FIN | ACK)), ends4 + "flags 17" + numbers + "0 ''"},
      {"a payload", ipv4(tcp(PSH | ACK, "hello")),
       ends4 + "flags 24" + numbers + "5 'hello'"},
      {"all flags", ipv4(tcp(255)), ends4 + "flags 255" + numbers + "0 ''"},
      {"IPv4 options", ipv4(tcp(ACK, "x"), 6, hex("94040000 01010100")),
       ends4 + "flags 16" + numbers + "1 'x'"},
      {"TCP options", ipv4(tcp(ACK, "x", hex("0101080a 00000001 00000002"))),
       ends4 + "flags 16" + numbers + "1 'x'"},
      {"the trailing bytes of a short Ethernet frame",
       ipv4(tcp(ACK)) + hex("000000000000"),
       ends4 + "flags 16" + numbers + "0 ''"},
      {"a last fragment's flag that is not set, and none before it",
       ipv4(tcp(ACK), 6, {}, 0), ends4 + "flags 16" + numbers + "0 ''"},
      {"a total length of 0: the device is to cut it",
       [] {
         Bytes ip = ipv4(tcp(ACK, "hello"));
         ip[2] = ip[3] = std::byte{0};
         return ip;
       }(),
       ends4 + "flags 16" + numbers + "5 'hello'"},
      {"IPv6", ipv6(tcp(ACK, "hello")),
       ends6 + "flags 16" + numbers + "5 'hello'"},
      {"IPv6, a payload length of 0",
       [] {
         Bytes ip = ipv6(tcp(ACK, "hello"));
         ip[4] = ip[5] = std::byte{0};
         return ip;
       }(),
       ends6 + "flags 16" + numbers + "5 'hello'"},
      {"hop-by-hop options", ipv6(hex("0600010400000000") + tcp(ACK), 0),
       ends6 + "flags 16" + numbers + "0 ''"},
      {"three extension headers, one of 16 bytes",
       ipv6(hex("2b00010400000000") + hex("3c01000000000000 0000000000000000") +
                hex("0600010400000000") + tcp(ACK),
            0),
       ends6 + "flags 16" + numbers + "0 ''"},
      {"an atomic fragment, which is whole",
       ipv6(hex("0600000000000001") + tcp(ACK), 44),
       ends6 + "flags 16" + numbers + "0 ''"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.ip), c.expected) << c.name;
}

// An ICMP message: type, code, the four bytes behind the checksum.
Bytes icmp(std::size_t type, std::size_t code, std::size_t rest = 0) {
  return number_bytes(type, 1) + number_bytes(code, 1) + hex("0000") +
         number_bytes(rest, 4);
}

TEST(Packet, NamesDatagramsAndTheSegmentThatAnErrorQuotes) {
  Bytes quoted = ipv4(tcp(SYN));
  quoted.resize(28);  // RFC 792: the header and 8 bytes
  const Bytes quoted6 = ipv6(tcp(SYN));
  const std::string for4 = " for 192.0.2.1:40000 > 192.0.2.2:7000 seq 1000";
  const std::string for6 =
      " for [2001:db8::1]:40000 > [2001:db8::2]:7000 seq 1000";
  const struct {
    Bytes ip;
    std::string expected;
  } cases[] = {
      {ipv4(hex("1388 1389 000d 0000") + text_bytes("hello"), 17), "UDP len 5"},
      {ipv6(hex("1388 1389 0008 0000"), 17), "UDP len 0"},
      {ipv6(hex("1100010400000000") + hex("1388 1389 0008 0000"), 0),
       "UDP len 0"},
      {ipv4(icmp(8, 0), 1), "ICMP echo request"},
      {ipv4(icmp(0, 0), 1), "ICMP echo reply"},
      {ipv4(icmp(3, 0) + quoted, 1), "ICMP network unreachable" + for4},
      {ipv4(icmp(3, 1) + quoted, 1), "ICMP host unreachable" + for4},
      {ipv4(icmp(3, 3) + quoted, 1), "ICMP port unreachable" + for4},
      {ipv4(icmp(3, 4, 1400) + quoted, 1),
       "ICMP fragmentation needed, MTU 1400" + for4},
      {ipv4(icmp(3, 9) + quoted, 1), "ICMP admin prohibited" + for4},
      {ipv4(icmp(3, 10) + quoted, 1), "ICMP admin prohibited" + for4},
      {ipv4(icmp(3, 13) + quoted, 1), "ICMP admin prohibited" + for4},
      {ipv4(icmp(11, 0) + quoted, 1), "ICMP time exceeded" + for4},
      {ipv4(icmp(3, 3) + ipv4(hex("1388 1389 0008 0000"), 17), 1),
       "ICMP port unreachable for 192.0.2.1:5000 > 192.0.2.2:5001"},
      {ipv4(icmp(3, 3) + Bytes{quoted.begin(), quoted.end() - 1}, 1),
       "ICMP port unreachable"},
      {ipv4(icmp(3, 99), 1), "ICMP type 3 code 99"},
      {ipv4(icmp(8, 0) + quoted, 1), "ICMP echo request"},
      {ipv6(icmp(1, 1) + quoted6, 58), "ICMPv6 admin prohibited" + for6},
      {ipv6(icmp(1, 3) + quoted6, 58), "ICMPv6 address unreachable" + for6},
      {ipv6(icmp(1, 4) + quoted6, 58), "ICMPv6 port unreachable" + for6},
      {ipv6(icmp(2, 0, 1280) + quoted6, 58),
       "ICMPv6 packet too big, MTU 1280" + for6},
      {ipv6(icmp(3, 0) + quoted6, 58), "ICMPv6 time exceeded" + for6},
      {ipv6(icmp(128, 0), 58), "ICMPv6 echo request"},
      {ipv6(icmp(135, 0), 58), "ICMPv6 neighbor solicitation"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.ip), c.expected);
}

TEST(Packet, SaysWhyThereIsNothingToShow) {
  const struct {
    std::string name;
    Bytes ip;
    std::string expected;
  } cases[] = {
      {"nothing", {}, "empty"},
      {"version 5", hex("55"), "neither IPv4 nor IPv6"},
      {"19 bytes", hex("4500003c196e4000 40069d4ac0000201 c00002"),
       "cut short in the IPv4 header"},
      {"a header of 4 words", hex("44") + Bytes(39),
       "wrong in the length of the IPv4 header"},
      {"a header longer than the packet", hex("4f00 0028") + Bytes(56),
       "wrong in the length of the IPv4 header"},
      {"options that were not captured", hex("46000040") + Bytes(16),
       "cut short in the IPv4 header"},
      {"7 bytes of UDP", ipv4(Bytes(7), 17), "cut short in the UDP header"},
      {"UDP of 7 bytes", ipv4(hex("1388 1389 0007 0000"), 17),
       "wrong in the length of the UDP header"},
      {"UDP longer than its packet", ipv4(hex("1388 1389 0009 0000"), 17),
       "wrong in the length of the UDP header"},
      {"7 bytes of ICMP", ipv4(Bytes(7), 1), "cut short in the ICMP header"},
      {"GRE", ipv4(Bytes(20), 47), "of IP protocol 47"},
      {"the first fragment", ipv4(tcp(ACK), 6, {}, 0x2000), "fragmented"},
      {"the last fragment", ipv4(tcp(ACK), 6, {}, 0x0001), "fragmented"},
      {"19 bytes of TCP", ipv4(Bytes(19)), "cut short in the TCP header"},
      {"a TCP header of 4 words",
       ipv4(hex("9c401b58000003e8000007d0 4010") + Bytes(6)),
       "wrong in the data offset of the TCP header"},
      {"a TCP header longer than the packet",
       ipv4(hex("9c401b58000003e8000007d0 6010") + Bytes(6)),
       "wrong in the data offset of the TCP header"},
      {"39 bytes of IPv6", hex("60") + Bytes(38),
       "cut short in the IPv6 header"},
      {"no next header", ipv6(Bytes(20), 59), "of IP protocol 59"},
      {"half an extension header", ipv6(Bytes(4), 0),
       "cut short in an extension header"},
      {"an extension header longer than the packet",
       ipv6(hex("0601010400000000"), 0) + Bytes(16),
       "wrong in the length of an extension header"},
      {"the first fragment of IPv6",
       ipv6(hex("0600000100000001") + tcp(ACK), 44), "fragmented"},
      {"the last fragment of IPv6",
       ipv6(hex("0600000800000001") + tcp(ACK), 44), "fragmented"},
  };
  for (const auto& c : cases) EXPECT_EQ(show(c.ip), c.expected) << c.name;
}

TEST(Packet, SaysWhereACaptureCutItShortAndKnowsItsLengthAllTheSame) {
  const Bytes whole =
      ipv4(tcp(ACK, "hello", hex("01010101")), 6, hex("01010101"));
  const auto cut = [&](std::size_t size) {
    return show(Bytes{whole.begin(), whole.begin() + static_cast<long>(size)});
  };
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_EQ(cut(size),
              size < 24   ? "cut short in the IPv4 header"
              : size < 44 ? "cut short in the TCP header"
              : size < 48 ? "cut short in the TCP options"
                          : ends4 + "flags 16" + numbers + "5 '" +
                                std::string{"hello"}.substr(0, size - 48) + "'")
        << size;
}

TEST(Packet, FindsTheWindowScaleOfASynAlone) {
  const struct {
    std::string options;
    std::uint8_t flags;
    int expected;
  } cases[] = {
      {"", SYN, -1},
      {"03030701", SYN, 7},
      {"01030307", SYN, 7},
      {"020405b4 01030300", SYN | ACK, 0},
      {"01030307", ACK, -1},
      {"01030320", SYN, 14},           // RFC 7323: more than 14 counts as 14
      {"00040000 01030307", SYN, -1},  // behind the end of the options
      {"0303 0101", SYN, 1},           // its value stands where a NOP would
      {"01010303", SYN, -1},           // no room for its value
      {"01010103", SYN, -1},           // nor for its size
      {"03000000 01030307", SYN, -1},  // a size of 0 would go on for ever
      {"fd0407ff 01030307", SYN, 7},   // an unknown option
      {"03040500 01030307", SYN, 7},   // not the size of a window scale
  };
  for (const auto& c : cases) {
    const Bytes ip = ipv4(tcp(c.flags, "", hex(c.options)));
    const auto parsed = parse(ip);
    ASSERT_TRUE(std::holds_alternative<Packet>(parsed)) << c.options;
    EXPECT_EQ(std::get<Packet>(parsed).window_scale, c.expected) << c.options;
  }
}

TEST(Packet, CountsSynAndFinAsOneSequenceNumber) {
  Packet packet;
  EXPECT_EQ(packet.sequence_length(), 0U);
  packet.length = 5;
  packet.flags = ACK | PSH;
  EXPECT_EQ(packet.sequence_length(), 5U);
  packet.flags = FIN | ACK;
  EXPECT_EQ(packet.sequence_length(), 6U);
  packet.flags = SYN;
  EXPECT_EQ(packet.sequence_length(), 6U);
  packet.flags = RST;
  EXPECT_EQ(packet.sequence_length(), 5U);
}

// Two correct packets with some bytes changed and an end cut off, thousands of
// times: under the sanitizers nothing may be read that is not there.
TEST(Packet, SurvivesWhateverArrives) {
  std::mt19937 random{7};
  const auto pick = [&](std::size_t bound) {
    return static_cast<std::size_t>(random() % bound);
  };
  const Bytes models[] = {
      ipv4(tcp(SYN, "hello", hex("0103030701010101"))),
      ipv6(hex("2b00010400000000") + hex("0600010400000000") +
               tcp(SYN, "hello", hex("0103030701010101")),
           0),
      ipv4(icmp(3, 3) + ipv4(tcp(SYN)), 1),
      ipv6(icmp(2, 0) + ipv6(hex("0600010400000000") + tcp(SYN), 0), 58),
      ipv4(hex("1388 1389 000d 0000") + text_bytes("hello"), 17)};
  for (int i = 0; i < 50000; ++i) {
    Bytes ip = models[pick(5)];
    for (std::size_t changes = pick(4); changes > 0; --changes)
      ip[pick(ip.size())] = static_cast<std::byte>(random());
    ip.resize(pick(ip.size() + 1));
    ip.shrink_to_fit();  // the sanitizer sees the end
    const auto parsed = parse(ip);
    if (const auto* packet = std::get_if<Packet>(&parsed)) {
      EXPECT_LE(packet->payload.size(), packet->length);
    }
  }
}

}  // namespace
}  // namespace packet
