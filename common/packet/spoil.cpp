#include "common/packet/spoil.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstdint>

#include "common/packet/checksum.h"

namespace packet {
namespace {

using Octets = std::vector<std::byte>;

int number_at(const Octets& bytes, std::size_t at) {
  return std::to_integer<int>(bytes[at]);
}

void put_sum(Octets& out, std::size_t at, std::uint32_t value) {
  out[at] = static_cast<std::byte>(value >> 8 & 0xff);
  out[at + 1] = static_cast<std::byte>(value);
}

// Adds to a field of 16 bits.
void add(Octets& out, std::size_t at, int more) {
  put_sum(out, at,
          static_cast<std::uint32_t>(number_at(out, at) * 256 +
                                     number_at(out, at + 1) + more));
}

// Where the TCP header's timestamp begins; 0 if it has none. RFC 7323.
std::size_t timestamp_of(const Octets& bytes, std::size_t tcp) {
  const std::size_t end = std::min(
      bytes.size(),
      tcp + 4 * static_cast<std::size_t>(number_at(bytes, tcp + 12) >> 4));
  for (std::size_t at = tcp + 20; at + 1 < end;) {
    const int kind = number_at(bytes, at);
    const auto size = static_cast<std::size_t>(number_at(bytes, at + 1));
    if (kind == 8 && at + 6 <= end) return at + 2;
    if (kind == 0 || (kind != 1 && size < 2)) return 0;
    at += kind == 1 ? 1 : size;
  }
  return 0;
}

// Returns whether there is such a field.
bool change(Octets& out, std::size_t tcp, Spoil how) {
  const bool ipv6 = number_at(out, 0) >> 4 == 6;
  switch (how) {
    case Spoil::version:
      out[0] = (out[0] & std::byte{0x0f}) | std::byte{0x90};
      return true;
    case Spoil::length:
      add(out, ipv6 ? 4 : 2, 8);
      return true;
    case Spoil::header:
      return !ipv6;
    case Spoil::destination:
      out[ipv6 ? 39 : 19] ^= std::byte{0x40};
      return true;
    case Spoil::source:
      std::fill_n(&out[ipv6 ? 8 : 12], ipv6 ? 16 : 4, std::byte{0});
      if (!ipv6) out[12] = std::byte{127};
      out[ipv6 ? 23 : 15] = std::byte{1};
      return true;
    case Spoil::ttl:
      out[ipv6 ? 7 : 8] = std::byte{0};
      return true;
    case Spoil::fragment:
      if (!ipv6) out[6] = std::byte{0x20};
      return !ipv6;
    case Spoil::checksum:
      return true;
    case Spoil::port:
      add(out, tcp, 1);
      return true;
    case Spoil::timestamp:
      break;
  }
  const std::size_t at = timestamp_of(out, tcp);
  if (at == 0) return false;
  std::uint32_t value = 0;
  for (std::size_t n = 0; n < 4; ++n)
    value = value << 8 | std::to_integer<std::uint32_t>(out[at + n]);
  value -= 1'000'000;
  put_sum(out, at, value >> 16);
  put_sum(out, at + 2, value);
  return true;
}

}  // namespace

std::vector<std::byte> spoil(std::span<const std::byte> ip, Spoil how) {
  Octets out{ip.begin(), ip.end()};
  const bool ipv6 = number_at(out, 0) >> 4 == 6;
  const std::size_t size =
      ipv6 ? 40 : 4 * (static_cast<std::size_t>(number_at(out, 0)) & 15);
  // A header of IPv6 in between: it would take longer to find the segment.
  if (ipv6 && number_at(out, 6) != IPPROTO_TCP) return {};
  if (!change(out, size, how)) return {};
  if (how != Spoil::version && how != Spoil::length) {
    put_sum(out, size + 16, 0);
    put_sum(out, size + 16, checksum_with_addresses(out, size, IPPROTO_TCP));
  }
  if (!ipv6) {
    put_sum(out, 10, 0);
    put_sum(out, 10, checksum(std::span{out}.first(size)));
  }
  if (how == Spoil::header) add(out, 10, 1);
  if (how == Spoil::checksum) add(out, size + 16, 1);
  return out;
}

}  // namespace packet
