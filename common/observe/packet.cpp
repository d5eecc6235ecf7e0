#include "common/observe/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace observe {
namespace {

std::uint8_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<std::uint8_t>(bytes[at]);
}

std::uint16_t two_at(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 |
                                    byte_at(bytes, at + 1));
}

std::uint32_t four_at(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(two_at(bytes, at)) << 16 |
         two_at(bytes, at + 2);
}

// The window scale of a SYN, or -1. RFC 7323, section 2.2.
int find_window_scale(std::span<const std::byte> options) {
  constexpr std::uint8_t end = 0, no_operation = 1, window_scale = 3;
  while (!options.empty()) {
    const std::uint8_t kind = byte_at(options, 0);
    if (kind == end) break;
    if (kind == no_operation) {
      options = options.subspan(1);
      continue;
    }
    if (options.size() < 2) break;
    const std::uint8_t size = byte_at(options, 1);
    if (size < 2 || size > options.size()) break;
    if (kind == window_scale && size == 3)
      return std::min<int>(byte_at(options, 2), 14);
    options = options.subspan(size);
  }
  return -1;
}

// `captured` begins with the TCP header; `length` is what IP says of it.
std::variant<Packet, NoSegment> parse_tcp(Packet packet,
                                          std::span<const std::byte> captured,
                                          std::size_t length) {
  constexpr std::size_t smallest_header = 20;
  captured = captured.first(std::min(captured.size(), length));
  if (captured.size() < smallest_header)
    return NoSegment{"cut short in its TCP header"};
  const std::size_t header = std::size_t{4} * (byte_at(captured, 12) >> 4);
  if (header < smallest_header || header > length)
    return NoSegment{"a wrong data offset in its TCP header"};
  if (header > captured.size())
    return NoSegment{"cut short in its TCP options"};
  packet.source.port = two_at(captured, 0);
  packet.destination.port = two_at(captured, 2);
  packet.seq = four_at(captured, 4);
  packet.ack = four_at(captured, 8);
  packet.flags = byte_at(captured, 13);
  packet.window = two_at(captured, 14);
  if (packet.has(SYN))
    packet.window_scale = find_window_scale(
        captured.subspan(smallest_header, header - smallest_header));
  packet.length = length - header;
  packet.payload = captured.subspan(header);
  return packet;
}

std::variant<Packet, NoSegment> parse_ipv4(std::span<const std::byte> ip) {
  constexpr std::size_t smallest_header = 20;
  if (ip.size() < smallest_header)
    return NoSegment{"cut short in its IPv4 header"};
  const std::size_t header = std::size_t{4} * (byte_at(ip, 0) & 15);
  // 0: more than 64 KiB, which the device is still to cut into packets.
  const std::size_t total = two_at(ip, 2) != 0 ? two_at(ip, 2) : ip.size();
  if (header < smallest_header || header > total)
    return NoSegment{"a wrong length in its IPv4 header"};
  if (header > ip.size()) return NoSegment{"cut short in its IPv4 header"};
  if (byte_at(ip, 9) != IPPROTO_TCP)
    return NoSegment{byte_at(ip, 9) == IPPROTO_UDP ? "UDP" : "not TCP"};
  constexpr std::uint16_t more_fragments_or_offset = 0x3fff;
  if ((two_at(ip, 6) & more_fragments_or_offset) != 0)
    return NoSegment{"a fragment"};
  Packet packet;
  std::copy_n(&ip[12], 4, packet.source.address.begin());
  std::copy_n(&ip[16], 4, packet.destination.address.begin());
  return parse_tcp(packet, ip.subspan(header), total - header);
}

std::variant<Packet, NoSegment> parse_ipv6(std::span<const std::byte> ip) {
  constexpr std::size_t header = 40;
  if (ip.size() < header) return NoSegment{"cut short in its IPv6 header"};
  std::size_t length = two_at(ip, 4);
  if (length == 0) length = ip.size() - header;  // as in IPv4
  Packet packet;
  packet.source.ipv6 = packet.destination.ipv6 = true;
  std::copy_n(&ip[8], 16, packet.source.address.begin());
  std::copy_n(&ip[24], 16, packet.destination.address.begin());

  // Extension headers stand between. RFC 8200, section 4.
  std::uint8_t next = byte_at(ip, 6);
  std::span<const std::byte> rest = ip.subspan(header);
  while (next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING ||
         next == IPPROTO_DSTOPTS || next == IPPROTO_FRAGMENT) {
    if (rest.size() < 8) return NoSegment{"cut short in an extension header"};
    constexpr std::uint16_t offset_or_more_fragments = 0xfff9;
    const bool fragment = next == IPPROTO_FRAGMENT;
    if (fragment && (two_at(rest, 2) & offset_or_more_fragments) != 0)
      return NoSegment{"a fragment"};
    const std::size_t size =
        fragment ? 8 : std::size_t{8} * (byte_at(rest, 1) + 1U);
    if (size > length)
      return NoSegment{"a wrong length in an extension header"};
    if (size > rest.size())
      return NoSegment{"cut short in an extension header"};
    next = byte_at(rest, 0);
    rest = rest.subspan(size);
    length -= size;
  }
  if (next != IPPROTO_TCP)
    return NoSegment{next == IPPROTO_UDP ? "UDP" : "not TCP"};
  return parse_tcp(packet, rest, length);
}

}  // namespace

std::string Endpoint::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(ipv6 ? AF_INET6 : AF_INET, address.data(), text.data(),
              text.size());
  const std::string bare = text.data();
  return (ipv6 ? "[" + bare + "]" : bare) + ":" + std::to_string(port);
}

std::variant<Packet, NoSegment> parse(std::span<const std::byte> ip) {
  if (ip.empty()) return NoSegment{"empty"};
  switch (byte_at(ip, 0) >> 4) {
    case 4:
      return parse_ipv4(ip);
    case 6:
      return parse_ipv6(ip);
    default:
      return NoSegment{"neither IPv4 nor IPv6"};
  }
}

}  // namespace observe
