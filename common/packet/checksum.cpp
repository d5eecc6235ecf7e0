#include "common/packet/checksum.h"

namespace packet {
namespace {

// The sum of all 16-bit words, in ones' complement.
std::uint32_t sum(std::span<const std::byte> bytes) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    total += std::to_integer<std::uint32_t>(bytes[i]) << 8 |
             std::to_integer<std::uint32_t>(bytes[i + 1]);
  if (bytes.size() % 2 == 1)  // as if a zero followed
    total += std::to_integer<std::uint32_t>(bytes.back()) << 8;
  return total;
}

std::uint32_t folded(std::uint32_t total) {
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return ~total & 0xffff;
}

}  // namespace

std::uint32_t checksum(std::span<const std::byte> bytes) {
  return folded(sum(bytes));
}

std::uint32_t checksum_with_addresses(std::span<const std::byte> ip,
                                      std::size_t ip_size,
                                      std::uint8_t protocol) {
  const bool ipv6 = std::to_integer<int>(ip[0]) >> 4 == 6;
  const auto addresses = ipv6 ? ip.subspan(8, 32) : ip.subspan(12, 8);
  const auto payload = ip.subspan(ip_size);
  return folded(sum(addresses) + sum(payload) + protocol +
                static_cast<std::uint32_t>(payload.size()));
}

}  // namespace packet
