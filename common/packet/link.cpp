#include "common/packet/link.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace packet {
namespace {

using Bytes = std::span<const std::byte>;

// How a frame begins, and so where its protocol's number stands.
enum class Begins { ip, family, ethernet, ppp, cooked, cooked2 };

constexpr std::array<std::pair<std::uint32_t, Begins>, 12> links = {{
    {0, Begins::family},     // NULL: loopback of BSD and macOS
    {1, Begins::ethernet},   // also Wi-Fi, as most systems show it
    {9, Begins::ppp},        // PPP
    {12, Begins::ip},        // raw IP of most systems
    {14, Begins::ip},        // and of OpenBSD
    {50, Begins::ppp},       // PPP in frames like those of HDLC
    {101, Begins::ip},       // raw IP
    {108, Begins::family},   // LOOP: loopback of OpenBSD
    {113, Begins::cooked},   // Linux "any"
    {228, Begins::ip},       // IPv4
    {229, Begins::ip},       // IPv6
    {276, Begins::cooked2},  // Linux "any", version 2
}};

const Begins* find_link(std::uint32_t type) {
  const auto* const found =
      std::find_if(links.begin(), links.end(),
                   [&](const auto& link) { return link.first == type; });
  return found != links.end() ? &found->second : nullptr;
}

// In network byte order.
std::uint32_t number_at(Bytes bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (const std::byte byte : bytes.subspan(at, size))
    value = value << 8 | std::to_integer<std::uint32_t>(byte);
  return value;
}

std::uint16_t ethertype_at(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(number_at(bytes, at, 2));
}

Unwrapped cut_short() {
  return {{}, "cut short in the link header"};
}

Unwrapped not_ip(const std::string& what) {
  return {{}, "not IP (" + what + ")"};
}

Unwrapped not_ip(const std::string& kind, unsigned number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), " 0x%04x", number);
  return not_ip(kind + text.data());
}

// AF_INET, and the AF_INET6 of NetBSD and OpenBSD, FreeBSD, and Darwin. The
// number may be in the byte order of the machine that captured, or in ours.
Unwrapped unwrap_family(Bytes frame) {
  if (frame.size() < 4) return cut_short();
  const std::uint32_t big = number_at(frame, 0, 4);
  const std::uint32_t little =
      big >> 24 | (big >> 8 & 0xff00) | (big << 8 & 0xff0000) | big << 24;
  const std::uint32_t family = std::min(big, little);
  if (family == 2 || family == 24 || family == 28 || family == 30)
    return {frame.subspan(4), ""};
  return not_ip("address family " + std::to_string(family));
}

// RFC 1661, section 2, and RFC 1662, section 3.1: the address and the control
// byte may be left out, and so may be the first byte of a protocol.
Unwrapped unwrap_ppp(Bytes frame) {
  constexpr std::byte address{0xff};
  if (!frame.empty() && frame[0] == address)
    frame = frame.subspan(std::min<std::size_t>(2, frame.size()));
  if (frame.empty()) return cut_short();
  const std::size_t size = (number_at(frame, 0, 1) & 1) != 0 ? 1 : 2;
  if (frame.size() < size) return cut_short();
  const std::uint32_t protocol = number_at(frame, 0, size);
  constexpr std::uint32_t ipv4 = 0x21, ipv6 = 0x57;
  if (protocol == ipv4 || protocol == ipv6) return {frame.subspan(size), ""};
  return not_ip("PPP", protocol);
}

// RFC 3032, section 2.1: labels, the last of which has the bottom bit. It does
// not say what is behind them; the first four bits of IP are its version.
Unwrapped unwrap_mpls(Bytes rest) {
  bool bottom = false;
  while (!bottom) {
    if (rest.size() < 4) return cut_short();
    bottom = (number_at(rest, 2, 1) & 1) != 0;
    rest = rest.subspan(4);
  }
  if (rest.empty()) return cut_short();
  const std::uint32_t version = number_at(rest, 0, 1) >> 4;
  if (version == 4 || version == 6) return {rest, ""};
  return not_ip("MPLS with something else");
}

// IEEE 802.2: a frame with a length where Ethernet has its type. SNAP puts an
// EtherType behind the number of an organisation; RFC 1042.
Unwrapped unwrap_llc(Bytes rest) {
  if (rest.size() < 3) return cut_short();
  constexpr std::uint32_t snap = 0xaaaa03, spanning_tree = 0x424203;
  const std::uint32_t control = number_at(rest, 0, 3);
  if (control == spanning_tree) return not_ip("spanning tree");
  if (control != snap) return not_ip("LLC", control >> 8);
  if (rest.size() < 8) return cut_short();
  if (number_at(rest, 3, 3) != 0) return not_ip("SNAP of an organisation");
  return unwrap_ethertype(ethertype_at(rest, 6), rest.subspan(8));
}

Unwrapped name_ethertype(std::uint16_t type) {
  static constexpr std::array<std::pair<std::uint16_t, const char*>, 10> names =
      {{{0x0806, "ARP"},
        {0x8035, "RARP"},
        {0x809b, "AppleTalk"},
        {0x8137, "IPX"},
        {0x8808, "Ethernet flow control"},
        {0x8809, "LACP"},
        {0x8863, "PPPoE discovery"},
        {0x888e, "802.1X"},
        {0x88cc, "LLDP"},
        {0x88f7, "PTP"}}};
  for (const auto& [number, name] : names)
    if (number == type) return not_ip(name);
  return not_ip("EtherType", type);
}

}  // namespace

bool knows_link(std::uint32_t type) {
  return find_link(type) != nullptr;
}

Unwrapped unwrap_ethertype(std::uint16_t type, Bytes rest) {
  constexpr std::uint16_t ipv4 = 0x0800, ipv6 = 0x86dd;
  constexpr std::uint16_t pppoe = 0x8864, mpls = 0x8847,
                          mpls_multicast = 0x8848;
  constexpr std::uint16_t least_type = 0x0600;  // less is a length
  // The customer's tag, the provider's (802.1ad), and what came before that.
  while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
    if (rest.size() < 4) return cut_short();
    type = ethertype_at(rest, 2);
    rest = rest.subspan(4);
  }
  if (type == ipv4 || type == ipv6) return {rest, ""};
  if (type == mpls || type == mpls_multicast) return unwrap_mpls(rest);
  if (type < least_type) return unwrap_llc(rest);
  if (type != pppoe) return name_ethertype(type);
  constexpr std::size_t header = 6;  // RFC 2516, section 4
  return rest.size() < header ? cut_short() : unwrap_ppp(rest.subspan(header));
}

Unwrapped unwrap(std::uint32_t link, Bytes frame) {
  const Begins* const begins = find_link(link);
  if (begins == nullptr)
    return {{},
            "of a link type that is not read (" + std::to_string(link) + ")"};
  // Where the EtherType stands, and where what it announces begins.
  std::size_t type_at = 12;
  std::size_t size = 14;
  switch (*begins) {
    case Begins::ip:
      return {frame, ""};
    case Begins::family:
      return unwrap_family(frame);
    case Begins::ppp:
      return unwrap_ppp(frame);
    case Begins::ethernet:
      break;
    case Begins::cooked:
      type_at = 14;
      size = 16;
      break;
    case Begins::cooked2:
      type_at = 0;
      size = 20;
      break;
  }
  if (frame.size() < size) return cut_short();
  return unwrap_ethertype(ethertype_at(frame, type_at), frame.subspan(size));
}

}  // namespace packet
