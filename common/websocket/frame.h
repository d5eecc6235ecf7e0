// A frame of one short text: as much of RFC 6455, section 5, as lab 13 needs to
// show that the connection speaks WebSocket after the handshake.
//
// Not here, but in lab 14: longer payloads (16 and 64 bits of length), binary
// and control frames, fragments, and the rule that a text must be UTF-8.
//
//     FIN  RSV  opcode | MASK  length  | masking key       | payload
//     1    000  0001   | 1     0000101 | 4 bytes, if MASK  | 5 bytes
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace websocket {

using MaskingKey = std::array<std::byte, 4>;

// A client masks, with a new random key for each frame; a server does not. 5.1.
// Throws std::length_error if the text is longer than 125 bytes.
std::vector<std::byte> encode_text(std::string_view text,
                                   std::optional<MaskingKey> key);

enum class Sender { client, server };

struct NeedMore {};

struct TextFrame {
  std::string text;  // unmasked
  std::size_t size;  // of the whole frame: the next one begins there
};

struct WrongFrame {
  std::string reason;
};

// The frame at the beginning of `bytes`; more may follow it. After a WrongFrame
// the connection must end: nobody knows where the next frame begins.
std::variant<NeedMore, TextFrame, WrongFrame> decode_text(
    std::span<const std::byte> bytes, Sender sender);

}  // namespace websocket
