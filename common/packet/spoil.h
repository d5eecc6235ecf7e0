// A packet that arrives, but not as it was sent: for the lessons in which a kernel
// drops one.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace packet {

enum class Spoil {
  version,      // neither 4 nor 6
  length,       // the IP header promises 8 bytes that are not there
  header,       // a wrong checksum of the IPv4 header
  destination,  // the address of another host
  source,       // an address that cannot come from outside: 127.0.0.1, ::1
  ttl,          // 0
  fragment,     // of IPv4: more fragments follow, which nobody sends
  checksum,     // of TCP: a wrong one
  port,         // the sender's, so nobody has such a connection
  timestamp,    // of TCP: a million ticks older
};

inline constexpr std::array<std::string_view, 10> spoils = {  // as in Spoil
    "version", "length",   "header",   "destination", "source",
    "ttl",     "fragment", "checksum", "port",        "timestamp"};

constexpr std::string_view name(Spoil how) {
  return spoils[static_cast<std::size_t>(how)];
}

// An IP packet with a TCP segment that parse() takes. All its checksums are right
// afterwards, but for the one that is spoiled. Empty if it has no such field:
// IPv6 has no checksum and, here, no fragment; a segment may have no timestamp.
std::vector<std::byte> spoil(std::span<const std::byte> ip, Spoil how);

}  // namespace packet
