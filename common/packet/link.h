// What stands before the IP header: the link layer. See
// https://www.tcpdump.org/linktypes.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace packet {

// An IP packet, or why there is none: "not IP (ARP)", "cut short in the link
// header".
struct Unwrapped {
  std::span<const std::byte> ip;
  std::string reason;
};

// Whether frames of this link type can be read.
bool knows_link(std::uint32_t type);

// Takes away what the link has put before the packet: Ethernet with any number
// of VLAN tags, raw IP, a loopback or a Linux "any" device.
Unwrapped unwrap(std::uint32_t link, std::span<const std::byte> frame);

// Goes on behind an EtherType: VLAN tags (IEEE 802.1Q), PPPoE (RFC 2516), MPLS
// (RFC 3032).
Unwrapped unwrap_ethertype(std::uint16_t type, std::span<const std::byte> rest);

}  // namespace packet
