#include "common/packet/forge.h"

#include <netinet/in.h>

#include <algorithm>
#include <span>

#include "common/packet/checksum.h"

namespace packet {
namespace {

void put_two(std::vector<std::byte>& out, std::size_t at, std::uint32_t value) {
  out[at] = static_cast<std::byte>(value >> 8 & 0xff);
  out[at + 1] = static_cast<std::byte>(value);
}

// An IP header with room for `size` bytes behind it.
std::vector<std::byte> ip_packet(const Endpoint& source,
                                 const Endpoint& destination,
                                 std::uint8_t protocol, std::size_t size) {
  const std::size_t ip_size = source.ipv6 ? 40 : 20;
  const std::size_t address_size = source.ipv6 ? 16 : 4;
  const std::size_t addresses_at = source.ipv6 ? 8 : 12;
  std::vector<std::byte> out(ip_size + size);
  std::copy_n(source.address.begin(), address_size, &out[addresses_at]);
  std::copy_n(destination.address.begin(), address_size,
              &out[addresses_at + address_size]);
  if (source.ipv6) {
    out[0] = std::byte{0x60};
    put_two(out, 4, static_cast<std::uint32_t>(size));
    out[6] = std::byte{protocol};
    out[7] = std::byte{64};  // hop limit
  } else {
    out[0] = std::byte{0x45};
    put_two(out, 2, static_cast<std::uint32_t>(out.size()));
    out[8] = std::byte{64};  // time to live
    out[9] = std::byte{protocol};
    put_two(out, 10, checksum(std::span{out}.first(ip_size)));
  }
  return out;
}

}  // namespace

std::vector<std::byte> forge(const Packet& segment) {
  constexpr std::size_t header = 20;
  const bool ipv6 = segment.source.ipv6;
  const std::size_t at = ipv6 ? 40 : 20;
  auto out = ip_packet(segment.source, segment.destination, IPPROTO_TCP,
                       header + segment.payload.size());
  put_two(out, at, segment.source.port);
  put_two(out, at + 2, segment.destination.port);
  put_two(out, at + 4, segment.seq >> 16);
  put_two(out, at + 6, segment.seq);
  put_two(out, at + 8, segment.ack >> 16);
  put_two(out, at + 10, segment.ack);
  out[at + 12] = std::byte{5 << 4};  // the header's size, in 32-bit words
  out[at + 13] = std::byte{segment.flags};
  put_two(out, at + 14, segment.window);
  std::copy(segment.payload.begin(), segment.payload.end(),
            out.begin() + static_cast<std::ptrdiff_t>(at + header));
  put_two(out, at + 16, checksum_with_addresses(out, at, IPPROTO_TCP));
  return out;
}

std::vector<std::byte> forge_prohibited(std::span<const std::byte> ip) {
  const bool ipv6 = std::to_integer<int>(ip[0]) >> 4 == 6;
  const std::size_t at = ipv6 ? 40 : 20;
  // With its quotation it may be as long as each host must take.
  constexpr std::size_t header = 8;
  const std::size_t longest = (ipv6 ? 1280 : 576) - at - header;
  ip = ip.first(std::min(ip.size(), longest));
  Endpoint source;
  Endpoint destination;
  source.ipv6 = destination.ipv6 = ipv6;
  const std::size_t size = ipv6 ? 16 : 4;
  const std::size_t addresses_at = ipv6 ? 8 : 12;
  std::copy_n(&ip[addresses_at], size, destination.address.begin());
  std::copy_n(&ip[addresses_at + size], size, source.address.begin());

  constexpr std::uint8_t icmp = IPPROTO_ICMP, icmpv6 = IPPROTO_ICMPV6;
  const std::uint8_t protocol = ipv6 ? icmpv6 : icmp;
  auto out = ip_packet(source, destination, protocol, header + ip.size());
  // Destination unreachable: admin prohibited.
  out[at] = ipv6 ? std::byte{1} : std::byte{3};
  out[at + 1] = ipv6 ? std::byte{1} : std::byte{13};
  std::copy(ip.begin(), ip.end(),
            out.begin() + static_cast<std::ptrdiff_t>(at + header));
  put_two(out, at + 2,
          ipv6 ? checksum_with_addresses(out, at, protocol)
               : checksum(std::span{out}.subspan(at)));
  return out;
}

}  // namespace packet
