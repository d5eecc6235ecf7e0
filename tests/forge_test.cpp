// A forged packet is one that any kernel takes for a true one.
#include "common/packet/forge.h"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <variant>

#include "tests/packets.h"

namespace packet {
namespace {

// The sum of the 16-bit words, each carry added at once. Over a header with its
// checksum it is 0xffff. RFC 1071.
std::uint32_t ones_complement_sum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    sum += std::to_integer<std::uint32_t>(bytes[i]) * 256 +
           std::to_integer<std::uint32_t>(bytes[i + 1]);
    if (sum > 0xffff) sum = sum - 0x10000 + 1;
  }
  return sum;
}

Bytes part(const Bytes& bytes, long from, long size) {
  return {bytes.begin() + from, bytes.begin() + from + size};
}

// From one of IPv4 to the other, or of IPv6.
Packet model(bool ipv6, std::uint32_t seq = 0xfffe'fdfc) {
  Packet packet =
      std::get<Packet>(parse(ipv6 ? packet::ipv6(tcp(ACK)) : ipv4(tcp(ACK))));
  packet.seq = seq;
  packet.payload = {};
  return packet;
}

// Over the pseudo-header (RFC 9293, section 3.1; RFC 8200, section 8.1) and what
// stands behind the IP header.
std::uint32_t sum_with_addresses(const Bytes& ip, bool ipv6, int protocol) {
  const long at = ipv6 ? 40 : 20;
  const long size = static_cast<long>(ip.size()) - at;
  const auto bytes = [](long number, std::size_t count) {
    return number_bytes(static_cast<std::size_t>(number), count);
  };
  Bytes payload = part(ip, at, size);
  if (size % 2 == 1) payload.push_back(std::byte{0});
  return ones_complement_sum(part(ip, ipv6 ? 8 : 12, ipv6 ? 32 : 8) +
                             bytes(size, 4) + bytes(protocol, 4) + payload);
}

TEST(ForgedSegment, IsOneFromOneEndToTheOther) {
  const std::string text = "hello";
  for (const bool ipv6 : {false, true}) {
    Packet forged = model(ipv6);
    forged.ack = 0x0102'0304;
    forged.flags = PSH | ACK;
    forged.window = 0xfeff;
    forged.payload = std::as_bytes(std::span{text});
    const Bytes ip = forge(forged);
    const auto parsed = parse(ip);
    ASSERT_TRUE(std::holds_alternative<Packet>(parsed));
    const auto& segment = std::get<Packet>(parsed);
    EXPECT_EQ(segment.source, forged.source);
    EXPECT_EQ(segment.destination, forged.destination);
    EXPECT_EQ(segment.seq, forged.seq);
    EXPECT_EQ(segment.ack, forged.ack);
    EXPECT_EQ(segment.flags, forged.flags);
    EXPECT_EQ(segment.window, forged.window);
    EXPECT_EQ(text_bytes(text),
              Bytes(segment.payload.begin(), segment.payload.end()));
  }
}

TEST(ForgedSegment, HasRightChecksums) {
  ASSERT_EQ(ones_complement_sum(hex("4500003c196e4000 40069d4ac0000201 "
                                    "c0000202")),
            0xffffU)
      << "a header that a kernel sent";
  const std::string text = "odd";
  for (const bool ipv6 : {false, true}) {
    // All sums that 16 bits can make: some carry twice.
    for (std::uint32_t seq = 0x0123'0000; seq <= 0x0123'ffff; ++seq) {
      Packet forged = model(ipv6, seq);
      if (seq % 2 == 1) forged.payload = std::as_bytes(std::span{text});
      const Bytes ip = forge(forged);
      if (!ipv6) {
        ASSERT_EQ(ones_complement_sum(part(ip, 0, 20)), 0xffffU);
      }
      ASSERT_EQ(sum_with_addresses(ip, ipv6, 6), 0xffffU) << seq;
    }
  }
}

TEST(ForgedRefusal, IsAnIcmpErrorThatQuotesThePacket) {
  for (const bool v6 : {false, true}) {
    for (const std::size_t size : {0U, 1U, 1400U}) {
      const Bytes segment = tcp(SYN, std::string(size, 'x'));
      const Bytes error = forge_prohibited(v6 ? ipv6(segment) : ipv4(segment));
      const auto parsed = parse(error);
      ASSERT_TRUE(std::holds_alternative<Datagram>(parsed));
      const auto& icmp = std::get<Datagram>(parsed);
      const Packet quoted = model(v6);
      EXPECT_EQ(icmp.protocol, v6 ? "ICMPv6" : "ICMP");
      EXPECT_EQ(icmp.text, "admin prohibited");
      EXPECT_EQ(icmp.source.address, quoted.destination.address);
      EXPECT_EQ(icmp.destination.address, quoted.source.address);
      ASSERT_TRUE(icmp.quote);
      EXPECT_EQ(icmp.quote->source, quoted.source);
      EXPECT_EQ(icmp.quote->destination, quoted.destination);
      EXPECT_EQ(icmp.quote->seq, 1000U);
      EXPECT_LE(error.size(), v6 ? 1280U : 576U);
      if (v6) {
        EXPECT_EQ(sum_with_addresses(error, true, 58), 0xffffU);
        continue;
      }
      Bytes message = part(error, 20, static_cast<long>(error.size()) - 20);
      if (message.size() % 2 == 1) message.push_back(std::byte{0});
      EXPECT_EQ(ones_complement_sum(message), 0xffffU);
    }
  }
}

}  // namespace
}  // namespace packet
