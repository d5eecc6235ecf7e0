#include "common/observe/pcap.h"

#include <cmath>

namespace observe {
namespace {

// In this machine's byte order: the magic number tells readers which it is.
template <typename Number>
void append(std::vector<std::byte>& out, Number value) {
  const auto bytes = std::as_bytes(std::span{&value, 1});
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

std::vector<std::byte> pcap_header() {
  constexpr std::uint32_t microseconds = 0xa1b2c3d4;
  constexpr std::uint32_t longest = 262144;
  constexpr std::uint32_t raw_ip = 101;  // LINKTYPE_RAW
  std::vector<std::byte> out;
  append(out, microseconds);
  append(out, std::uint16_t{2});  // version 2.4
  append(out, std::uint16_t{4});
  append(out, std::uint32_t{0});  // the time zone, always 0
  append(out, std::uint32_t{0});
  append(out, longest);
  append(out, raw_ip);
  return out;
}

std::vector<std::byte> pcap_record(double seconds,
                                   std::span<const std::byte> ip) {
  const double whole = std::floor(seconds);
  std::vector<std::byte> out;
  append(out, static_cast<std::uint32_t>(whole));
  append(out, static_cast<std::uint32_t>((seconds - whole) * 1e6));
  append(out, static_cast<std::uint32_t>(ip.size()));
  append(out, static_cast<std::uint32_t>(ip.size()));
  out.insert(out.end(), ip.begin(), ip.end());
  return out;
}

}  // namespace observe
