// A frame: 2 to 14 bytes of header, and the payload. RFC 6455, 5.2.
//
//      0               1               2               3
//      0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
//     +-+-+-+-+-------+-+-------------+-------------------------------+
//     |F|R|R|R| opcode|M| length (7)  | length in 16 bits, if that is |
//     |I|S|S|S|  (4)  |A|             | 126; in 64 bits, if it is 127 |
//     |N|V|V|V|       |S|             |                               |
//     | |1|2|3|       |K|             |                               |
//     +-+-+-+-+-------+-+-------------+-------------------------------+
//     | masking key, if MASK          | payload
//     +-------------------------------+----------
//
// FIN: this frame is the last of its message. TCP's FIN is something else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "common/websocket/bytes.h"
#include "common/websocket/mask.h"
#include "common/websocket/opcode.h"

namespace websocket {

struct FrameHeader {
  bool fin = true;
  std::uint8_t reserved = 0;  // RSV1, RSV2 and RSV3: 0 to 7
  Opcode opcode = Opcode::text;
  std::optional<MaskingKey> key{};
  std::uint64_t length = 0;  // of the payload, in bytes
  bool shortest = true;      // whether no shorter form would have held `length`
};

// Where permessage-deflate is agreed on, RSV1 of the first frame of a message
// says that the message is compressed. RFC 7692, 6.
bool is_compressed(const FrameHeader& header);

// Appends the bytes of a header; its length always takes the shortest form.
void append_header(Output& output, const FrameHeader& header);

// Appends a frame with this payload, masked if there is a key.
// `header.length` is of no concern.
void append_frame(Output& output, FrameHeader header, Bytes payload);

// Reads headers, however the bytes are cut into pieces. It judges nothing.
class HeaderReader {
 public:
  // Takes bytes from the front of `input` until a header is complete; nothing
  // if it is not yet.
  std::optional<FrameHeader> read(std::span<std::byte>& input);

 private:
  [[nodiscard]] std::size_t size() const;  // as far as can be known
  [[nodiscard]] FrameHeader parse() const;

  std::array<std::byte, 14> bytes_{};
  std::uint8_t filled_ = 0;
};

}  // namespace websocket
