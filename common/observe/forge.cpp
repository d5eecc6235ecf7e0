#include "common/observe/forge.h"

#include <netinet/in.h>

#include <algorithm>
#include <span>

namespace observe {
namespace {

void put_two(std::vector<std::byte>& out, std::size_t at, std::uint32_t value) {
  out[at] = static_cast<std::byte>(value >> 8);
  out[at + 1] = static_cast<std::byte>(value);
}

// The sum of all 16-bit words, in ones' complement. RFC 1071.
std::uint32_t sum(std::span<const std::byte> bytes) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    total += std::to_integer<std::uint32_t>(bytes[i]) << 8 |
             std::to_integer<std::uint32_t>(bytes[i + 1]);
  return total;
}

std::uint32_t checksum(std::uint32_t total) {
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return ~total & 0xffff;
}

}  // namespace

std::vector<std::byte> forge_rst(const Endpoint& source,
                                 const Endpoint& destination,
                                 std::uint32_t seq) {
  constexpr std::size_t tcp_size = 20;
  const std::size_t ip_size = source.ipv6 ? 40 : 20;
  const std::size_t address_size = source.ipv6 ? 16 : 4;
  const std::size_t addresses_at = source.ipv6 ? 8 : 12;
  std::vector<std::byte> out(ip_size + tcp_size);

  std::copy_n(source.address.begin(), address_size, &out[addresses_at]);
  std::copy_n(destination.address.begin(), address_size,
              &out[addresses_at + address_size]);
  if (source.ipv6) {
    out[0] = std::byte{0x60};
    put_two(out, 4, tcp_size);
    out[6] = std::byte{IPPROTO_TCP};
    out[7] = std::byte{64};  // hop limit
  } else {
    out[0] = std::byte{0x45};
    put_two(out, 2, static_cast<std::uint32_t>(ip_size + tcp_size));
    out[8] = std::byte{64};  // time to live
    out[9] = std::byte{IPPROTO_TCP};
    put_two(out, 10, checksum(sum(std::span{out}.first(ip_size))));
  }

  put_two(out, ip_size, source.port);
  put_two(out, ip_size + 2, destination.port);
  put_two(out, ip_size + 4, seq >> 16);
  put_two(out, ip_size + 6, seq & 0xffff);
  out[ip_size + 12] = std::byte{5 << 4};  // the header's size, in 32-bit words
  out[ip_size + 13] = std::byte{RST};
  // TCP's checksum covers the addresses too. RFC 9293, section 3.1.
  const auto addresses = std::span{out}.subspan(addresses_at, 2 * address_size);
  put_two(out, ip_size + 16,
          checksum(sum(addresses) + sum(std::span{out}.subspan(ip_size)) +
                   IPPROTO_TCP + tcp_size));
  return out;
}

}  // namespace observe
