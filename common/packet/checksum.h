// The Internet checksum, as IPv4, TCP and ICMP have it. RFC 1071.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace packet {

// Of these bytes, in which the checksum's own field is 0.
std::uint32_t checksum(std::span<const std::byte> bytes);

// Of what stands behind the IP header (`ip_size` bytes) and, as TCP and ICMPv6
// want it, of the addresses too. RFC 9293, section 3.1; RFC 8200, section 8.1.
std::uint32_t checksum_with_addresses(std::span<const std::byte> ip,
                                      std::size_t ip_size,
                                      std::uint8_t protocol);

}  // namespace packet
