// A spoiled packet is wrong in one place, and right everywhere else.
#include "common/packet/spoil.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "common/packet/checksum.h"
#include "tests/packets.h"

namespace packet {
namespace {

const Bytes timestamps = hex("0101 080a 00100000 00000001");  // TSval 1,048,576

Bytes made(bool with_ipv6) {
  const Bytes segment = tcp(PSH | ACK, "hello", timestamps);
  return with_ipv6 ? packet::ipv6(segment) : ipv4(segment);
}

// Whether the checksums are right: over a right one, the sum is 0.
bool header_is_right(const Bytes& ip) {
  return checksum(std::span{ip}.first(20)) == 0;
}
bool segment_is_right(const Bytes& ip) {
  const bool with_ipv6 = std::to_integer<int>(ip[0]) >> 4 == 6;
  return checksum_with_addresses(ip, with_ipv6 ? 40 : 20, 6) == 0;
}

std::string in_hex(const Bytes& bytes, std::size_t at, std::size_t size) {
  std::string text;
  for (std::size_t i = at; i < at + size; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = std::to_integer<std::size_t>(bytes[i]);
    text += digits[value / 16];
    text += digits[value % 16];
  }
  return text;
}

TEST(SpoiledPacket, IsWrongInOneField) {
  const struct {
    Spoil how;
    std::size_t at;  // in IPv4, and what stands there then
    std::string ipv4;
    std::size_t at6;
    std::string ipv6;
  } cases[] = {
      {Spoil::version, 0, "95", 0, "90"},
      {Spoil::length, 2, "0041", 4, "002d"},
      {Spoil::destination, 16, "c0000242", 36, "00000042"},
      {Spoil::source, 12, "7f000001", 20, "00000001"},
      {Spoil::ttl, 8, "00", 7, "00"},
      {Spoil::fragment, 6, "2000", 0, ""},
      {Spoil::port, 20, "9c41", 40, "9c41"},
      {Spoil::timestamp, 44, "0000bdc0", 64, "0000bdc0"},
  };
  for (const auto& c : cases) {
    const Bytes spoiled = spoil(made(false), c.how);
    EXPECT_EQ(in_hex(spoiled, c.at, c.ipv4.size() / 2), c.ipv4) << name(c.how);
    EXPECT_TRUE(header_is_right(spoiled)) << name(c.how);
    const bool readable = c.how != Spoil::length && c.how != Spoil::version;
    EXPECT_TRUE(!readable || segment_is_right(spoiled)) << name(c.how);
    const Bytes spoiled6 = spoil(made(true), c.how);
    if (c.ipv6.empty())
      EXPECT_TRUE(spoiled6.empty()) << name(c.how);
    else
      EXPECT_EQ(in_hex(spoiled6, c.at6, c.ipv6.size() / 2), c.ipv6)
          << name(c.how);
  }
}

TEST(SpoiledPacket, HasAWrongChecksumWhereThatIsMeant) {
  const Bytes header = spoil(made(false), Spoil::header);
  EXPECT_FALSE(header_is_right(header));
  EXPECT_TRUE(segment_is_right(header));
  for (const bool with_ipv6 : {false, true}) {
    const Bytes segment = spoil(made(with_ipv6), Spoil::checksum);
    EXPECT_FALSE(segment_is_right(segment));
    EXPECT_TRUE(with_ipv6 || header_is_right(segment));
  }
  EXPECT_TRUE(spoil(made(true), Spoil::header).empty()) << "IPv6 has none";
}

TEST(SpoiledPacket, NeedsATimestampToSpoilOne) {
  for (const char* options : {"", "01010101", "00000000", "020405b4",
                              "08020000", "01010800", "080a0010"})
    EXPECT_TRUE(
        spoil(ipv4(tcp(ACK, "", hex(options))), Spoil::timestamp).empty())
        << options;
}

TEST(SpoiledPacket, IsOtherwiseAsItWas) {
  const Bytes before = spoil(made(false), Spoil::ttl);
  const Bytes after = spoil(before, Spoil::port);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool is_port = i == 20 || i == 21;
    const bool is_checksum = i == 36 || i == 37;
    EXPECT_TRUE(is_port || is_checksum || before[i] == after[i]) << i;
  }
}

}  // namespace
}  // namespace packet
