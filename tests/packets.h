// Packets, byte by byte, for the tests of common/packet and common/trace.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/packet/packet.h"

namespace packet {

using Bytes = std::vector<std::byte>;

// "45 00" as two bytes. Spaces may stand anywhere.
inline Bytes hex(std::string digits) {
  std::erase(digits, ' ');
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(
        static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

inline Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

inline Bytes text_bytes(std::string_view text) {
  Bytes bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(),
                 [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

inline Bytes number_bytes(std::size_t value, std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = size; i > 0; --i, value >>= 8)
    bytes[i - 1] = static_cast<std::byte>(value & 0xff);
  return bytes;
}

// From port 40000 to port 7000, seq 1000, ack 2000, window 502.
inline Bytes tcp(std::uint8_t flags, std::string_view payload = "",
                 const Bytes& options = {}) {
  const std::size_t words = 5 + options.size() / 4;
  return hex("9c40 1b58 000003e8 000007d0") + number_bytes(words << 4, 1) +
         number_bytes(flags, 1) + hex("01f6 0000 0000") + options +
         text_bytes(payload);
}

// From 192.0.2.1 to 192.0.2.2. `fragment`: flags and offset, as they stand.
inline Bytes ipv4(const Bytes& payload, std::size_t protocol = 6,
                  const Bytes& options = {}, std::size_t fragment = 0x4000) {
  const std::size_t words = 5 + options.size() / 4;
  return number_bytes(0x40 | words, 1) + hex("00") +
         number_bytes(4 * words + payload.size(), 2) + hex("196e") +
         number_bytes(fragment, 2) + hex("40") + number_bytes(protocol, 1) +
         hex("0000 c0000201 c0000202") + options + payload;
}

// From 2001:db8::1 to 2001:db8::2. `next`: what the payload begins with.
inline Bytes ipv6(const Bytes& payload, std::size_t next = 6) {
  return hex("60000000") + number_bytes(payload.size(), 2) +
         number_bytes(next, 1) + hex("40") +
         hex("20010db8 00000000 00000000 00000001") +
         hex("20010db8 00000000 00000000 00000002") + payload;
}

}  // namespace packet
