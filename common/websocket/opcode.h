// What a frame is for. RFC 6455, 5.2 and 11.8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace websocket {

enum class Opcode : std::uint8_t {
  continuation = 0x0,  // goes on with the message of the frame before
  text = 0x1,
  binary = 0x2,
  // 0x3 to 0x7 are for data frames of the future
  close = 0x8,
  ping = 0x9,
  pong = 0xa,
  // 0xb to 0xf are for control frames of the future
};

// A control frame may stand between the fragments of a message. RFC 6455, 5.5.
constexpr bool is_control(Opcode opcode) {
  return (static_cast<unsigned>(opcode) & 0x8) != 0;
}

inline constexpr std::size_t most_control_bytes = 125;  // of payload

// "text"; nothing for an opcode that has no meaning yet.
constexpr std::string_view name_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::continuation:
      return "continuation";
    case Opcode::text:
      return "text";
    case Opcode::binary:
      return "binary";
    case Opcode::close:
      return "close";
    case Opcode::ping:
      return "ping";
    case Opcode::pong:
      return "pong";
  }
  return "";
}

}  // namespace websocket
