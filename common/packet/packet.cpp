#include "common/packet/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace packet {
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

using Parsed = std::variant<Packet, Datagram, NoSegment>;

// An IP packet: who sends what kind of payload to whom.
struct Ip {
  Endpoint source;
  Endpoint destination;
  std::uint8_t protocol = 0;
  std::span<const std::byte> payload;  // what of it was captured
  std::size_t length = 0;              // what the headers say of it
};

Parsed parse_tcp(const Ip& ip) {
  constexpr std::size_t smallest_header = 20;
  const std::span<const std::byte> captured = ip.payload;
  if (captured.size() < smallest_header)
    return NoSegment{"cut short in the TCP header"};
  const std::size_t header = std::size_t{4} * (byte_at(captured, 12) >> 4);
  if (header < smallest_header || header > ip.length)
    return NoSegment{"wrong in the data offset of the TCP header"};
  if (header > captured.size())
    return NoSegment{"cut short in the TCP options"};
  Packet packet;
  packet.source = ip.source;
  packet.destination = ip.destination;
  packet.source.port = two_at(captured, 0);
  packet.destination.port = two_at(captured, 2);
  packet.seq = four_at(captured, 4);
  packet.ack = four_at(captured, 8);
  packet.flags = byte_at(captured, 13);
  packet.window = two_at(captured, 14);
  if (packet.has(SYN))
    packet.window_scale = find_window_scale(
        captured.subspan(smallest_header, header - smallest_header));
  packet.length = ip.length - header;
  packet.payload = captured.subspan(header);
  return packet;
}

Parsed parse_udp(const Ip& ip) {
  constexpr std::size_t header = 8;
  if (ip.payload.size() < header)
    return NoSegment{"cut short in the UDP header"};
  Datagram datagram{ip.source, ip.destination, "UDP", ""};
  datagram.source.port = two_at(ip.payload, 0);
  datagram.destination.port = two_at(ip.payload, 2);
  const std::size_t length = two_at(ip.payload, 4);  // 0: as in IPv6, RFC 2675
  if (length != 0 && (length < header || length > ip.length))
    return NoSegment{"wrong in the length of the UDP header"};
  datagram.text =
      "len " + std::to_string((length != 0 ? length : ip.length) - header);
  return datagram;
}

// A type of ICMP message, and its code: -1 stands for any.
struct IcmpName {
  int type;
  int code;
  const char* name;
};

// RFC 792, RFC 1122, section 3.2.2, RFC 1812, section 5.2.7.
constexpr IcmpName icmp_names[] = {
    {0, -1, "echo reply"},         {3, 0, "network unreachable"},
    {3, 1, "host unreachable"},    {3, 2, "protocol unreachable"},
    {3, 3, "port unreachable"},    {3, 4, "fragmentation needed"},
    {3, 5, "source route failed"}, {3, 6, "network unknown"},
    {3, 7, "host unknown"},        {3, 9, "admin prohibited"},
    {3, 10, "admin prohibited"},   {3, 13, "admin prohibited"},
    {4, -1, "source quench"},      {5, -1, "redirect"},
    {8, -1, "echo request"},       {11, 1, "fragment reassembly time exceeded"},
    {11, -1, "time exceeded"},     {12, -1, "parameter problem"},
};

// RFC 4443, RFC 4861, RFC 2710, RFC 3810.
constexpr IcmpName icmpv6_names[] = {
    {1, 0, "no route"},
    {1, 1, "admin prohibited"},
    {1, 2, "beyond scope of source address"},
    {1, 3, "address unreachable"},
    {1, 4, "port unreachable"},
    {1, 5, "source address failed policy"},
    {1, 6, "reject route"},
    {2, -1, "packet too big"},
    {3, 1, "fragment reassembly time exceeded"},
    {3, -1, "time exceeded"},
    {4, -1, "parameter problem"},
    {128, -1, "echo request"},
    {129, -1, "echo reply"},
    {130, -1, "multicast listener query"},
    {131, -1, "multicast listener report"},
    {132, -1, "multicast listener done"},
    {133, -1, "router solicitation"},
    {134, -1, "router advertisement"},
    {135, -1, "neighbor solicitation"},
    {136, -1, "neighbor advertisement"},
    {137, -1, "redirect"},
    {143, -1, "multicast listener report"},
};

std::string icmp_name(std::span<const IcmpName> names, int type, int code) {
  for (const IcmpName& known : names)
    if (known.type == type && (known.code == code || known.code == -1))
      return known.name;
  return "type " + std::to_string(type) + " code " + std::to_string(code);
}

std::variant<Ip, NoSegment> parse_ip(std::span<const std::byte> bytes);

// An error quotes the packet that it answers: the IP header and at least eight
// bytes behind it: the ports, and TCP's sequence number.
std::optional<Quote> find_quote(std::span<const std::byte> bytes) {
  const auto parsed = parse_ip(bytes);
  const auto* ip = std::get_if<Ip>(&parsed);
  if (ip == nullptr || ip->payload.size() < 8) return std::nullopt;
  const bool tcp = ip->protocol == IPPROTO_TCP;
  if (!tcp && ip->protocol != IPPROTO_UDP) return std::nullopt;
  Quote quote{ip->source, ip->destination, {}};
  if (tcp) quote.seq = four_at(ip->payload, 4);
  quote.source.port = two_at(ip->payload, 0);
  quote.destination.port = two_at(ip->payload, 2);
  return quote;
}

Parsed parse_icmp(const Ip& ip) {
  constexpr std::size_t header = 8;
  const bool v6 = ip.protocol == IPPROTO_ICMPV6;
  if (ip.payload.size() < header)
    return NoSegment{"cut short in the ICMP header"};
  const int type = byte_at(ip.payload, 0);
  const int code = byte_at(ip.payload, 1);
  Datagram datagram{ip.source, ip.destination, v6 ? "ICMPv6" : "ICMP",
                    v6 ? icmp_name(icmpv6_names, type, code)
                       : icmp_name(icmp_names, type, code)};
  if (v6 && type == 2)
    datagram.text += ", MTU " + std::to_string(four_at(ip.payload, 4));
  if (!v6 && type == 3 && code == 4)  // RFC 1191
    datagram.text += ", MTU " + std::to_string(two_at(ip.payload, 6));
  const bool error =
      v6 ? type < 128
         : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
  if (error) datagram.quote = find_quote(ip.payload.subspan(header));
  return datagram;
}

std::variant<Ip, NoSegment> parse_ipv4(std::span<const std::byte> bytes) {
  constexpr std::size_t smallest_header = 20;
  if (bytes.size() < smallest_header)
    return NoSegment{"cut short in the IPv4 header"};
  const std::size_t header = std::size_t{4} * (byte_at(bytes, 0) & 15);
  // 0: more than 64 KiB, which the device is still to cut into packets.
  const std::size_t total =
      two_at(bytes, 2) != 0 ? two_at(bytes, 2) : bytes.size();
  if (header < smallest_header || header > total)
    return NoSegment{"wrong in the length of the IPv4 header"};
  if (header > bytes.size()) return NoSegment{"cut short in the IPv4 header"};
  constexpr std::uint16_t more_fragments_or_offset = 0x3fff;
  if ((two_at(bytes, 6) & more_fragments_or_offset) != 0)
    return NoSegment{"fragmented"};
  Ip ip;
  std::copy_n(&bytes[12], 4, ip.source.address.begin());
  std::copy_n(&bytes[16], 4, ip.destination.address.begin());
  ip.protocol = byte_at(bytes, 9);
  ip.length = total - header;
  ip.payload = bytes.subspan(header);
  return ip;
}

std::variant<Ip, NoSegment> parse_ipv6(std::span<const std::byte> bytes) {
  constexpr std::size_t header = 40;
  if (bytes.size() < header) return NoSegment{"cut short in the IPv6 header"};
  Ip ip;
  ip.length = two_at(bytes, 4);
  if (ip.length == 0) ip.length = bytes.size() - header;  // as in IPv4
  ip.source.ipv6 = ip.destination.ipv6 = true;
  std::copy_n(&bytes[8], 16, ip.source.address.begin());
  std::copy_n(&bytes[24], 16, ip.destination.address.begin());

  // Extension headers stand between. RFC 8200, section 4.
  ip.protocol = byte_at(bytes, 6);
  ip.payload = bytes.subspan(header);
  while (ip.protocol == IPPROTO_HOPOPTS || ip.protocol == IPPROTO_ROUTING ||
         ip.protocol == IPPROTO_DSTOPTS || ip.protocol == IPPROTO_FRAGMENT) {
    const std::span<const std::byte> rest = ip.payload;
    if (rest.size() < 8) return NoSegment{"cut short in an extension header"};
    constexpr std::uint16_t offset_or_more_fragments = 0xfff9;
    const bool fragment = ip.protocol == IPPROTO_FRAGMENT;
    if (fragment && (two_at(rest, 2) & offset_or_more_fragments) != 0)
      return NoSegment{"fragmented"};
    const std::size_t size =
        fragment ? 8 : std::size_t{8} * (byte_at(rest, 1) + 1U);
    if (size > ip.length)
      return NoSegment{"wrong in the length of an extension header"};
    if (size > rest.size())
      return NoSegment{"cut short in an extension header"};
    ip.protocol = byte_at(rest, 0);
    ip.payload = rest.subspan(size);
    ip.length -= size;
  }
  return ip;
}

std::variant<Ip, NoSegment> parse_ip(std::span<const std::byte> bytes) {
  if (bytes.empty()) return NoSegment{"empty"};
  const int version = byte_at(bytes, 0) >> 4;
  if (version != 4 && version != 6) return NoSegment{"neither IPv4 nor IPv6"};
  auto parsed = version == 4 ? parse_ipv4(bytes) : parse_ipv6(bytes);
  // An Ethernet frame may be longer than the packet in it.
  if (auto* ip = std::get_if<Ip>(&parsed))
    ip->payload = ip->payload.first(std::min(ip->payload.size(), ip->length));
  return parsed;
}

}  // namespace

std::string Endpoint::address_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(ipv6 ? AF_INET6 : AF_INET, address.data(), text.data(),
              text.size());
  return text.data();
}

std::string Endpoint::to_string() const {
  const std::string bare = address_text();
  return (ipv6 ? "[" + bare + "]" : bare) + ":" + std::to_string(port);
}

Parsed parse(std::span<const std::byte> bytes) {
  const auto parsed = parse_ip(bytes);
  if (const auto* none = std::get_if<NoSegment>(&parsed)) return *none;
  const Ip& ip = std::get<Ip>(parsed);
  switch (ip.protocol) {
    case IPPROTO_TCP:
      return parse_tcp(ip);
    case IPPROTO_UDP:
      return parse_udp(ip);
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      return parse_icmp(ip);
    default:
      return NoSegment{"of IP protocol " + std::to_string(ip.protocol)};
  }
}

}  // namespace packet
