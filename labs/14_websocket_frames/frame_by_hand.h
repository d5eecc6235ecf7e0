// A client's frame, put together by hand. RFC 6455, sections 5.2 and 5.3.
//
// common/websocket/frame.cpp does the same for all later programs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/websocket/mask.h"

namespace by_hand {

// The first byte of a frame: FIN, if it is the last one of its message, and the
// opcode.
inline constexpr unsigned FIN = 0x80;
inline constexpr unsigned continuation = 0x0;
inline constexpr unsigned text = 0x1;
inline constexpr unsigned binary = 0x2;
inline constexpr unsigned close_frame = 0x8;
inline constexpr unsigned ping = 0x9;

// In the second byte, beside 7 bits of length.
inline constexpr unsigned MASK = 0x80;

inline std::string frame(unsigned first, std::string_view payload) {
  std::string bytes{static_cast<char>(first)};
  // A length that 7 bits cannot hold follows in 2 or 8 bytes, the most
  // significant one first; 126 or 127 stands for it.
  const std::size_t size = payload.size();
  const std::size_t more = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
  const std::size_t length = more == 0 ? size : more == 2 ? 126 : 127;
  bytes += static_cast<char>(MASK | length);
  for (std::size_t i = more; i-- > 0;)
    bytes += static_cast<char>(size >> (8 * i) & 0xff);

  // A client's key: four random bytes, new ones for each frame.
  const websocket::MaskingKey key = websocket::random_masking_key();
  for (const std::byte byte : key) bytes += static_cast<char>(byte);
  for (std::size_t i = 0; i < size; ++i)
    bytes += static_cast<char>(static_cast<std::byte>(payload[i]) ^ key[i % 4]);
  return bytes;
}

}  // namespace by_hand
