// A forged RST is a packet that any kernel takes for a true one.
#include "common/observe/forge.h"

#include <gtest/gtest.h>

#include <variant>

#include "tests/packets.h"

namespace observe {
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

TEST(ForgedRst, IsASegmentFromOneEndToTheOther) {
  for (const bool ipv6 : {false, true}) {
    const auto model = std::get<Packet>(
        parse(ipv6 ? observe::ipv6(tcp(ACK)) : ipv4(tcp(ACK))));
    const Bytes ip = forge_rst(model.source, model.destination, 0xfffe'fdfc);
    const auto parsed = parse(ip);
    ASSERT_TRUE(std::holds_alternative<Packet>(parsed));
    const auto& rst = std::get<Packet>(parsed);
    EXPECT_EQ(rst.source, model.source);
    EXPECT_EQ(rst.destination, model.destination);
    EXPECT_EQ(rst.seq, 0xfffe'fdfcU);
    EXPECT_EQ(rst.flags, RST);
    EXPECT_EQ(rst.length, 0U);
  }
}

TEST(ForgedRst, HasRightChecksums) {
  const auto ends4 = std::get<Packet>(parse(ipv4(tcp(ACK))));
  const auto ends6 = std::get<Packet>(parse(ipv6(tcp(ACK))));
  ASSERT_EQ(ones_complement_sum(hex("4500003c196e4000 40069d4ac0000201 "
                                    "c0000202")),
            0xffffU)
      << "a header that a kernel sent";
  // All sums that 16 bits can make: some carry twice.
  for (std::uint32_t seq = 0x0123'0000; seq <= 0x0123'ffff; ++seq) {
    const Bytes v4 = forge_rst(ends4.source, ends4.destination, seq);
    ASSERT_EQ(ones_complement_sum(part(v4, 0, 20)), 0xffffU);
    // The pseudo-header: addresses, protocol, length. RFC 9293, section 3.1.
    ASSERT_EQ(ones_complement_sum(part(v4, 12, 8) + hex("0006 0014") +
                                  part(v4, 20, 20)),
              0xffffU)
        << seq;
    const Bytes v6 = forge_rst(ends6.source, ends6.destination, seq);
    ASSERT_EQ(ones_complement_sum(part(v6, 8, 32) + hex("00000014 00000006") +
                                  part(v6, 40, 20)),
              0xffffU)
        << seq;
  }
}

}  // namespace
}  // namespace observe
