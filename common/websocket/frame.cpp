#include "common/websocket/frame.h"

#include <algorithm>
#include <stdexcept>

namespace websocket {
namespace {

// The parts of the first two bytes. RFC 6455, 5.2.
constexpr std::byte fin{0x80};
constexpr std::byte reserved{0x70};
constexpr std::byte opcode{0x0f};
constexpr std::byte text_opcode{0x01};
constexpr std::byte mask{0x80};
constexpr std::byte length{0x7f};

// 126 and 127 would mean that the length follows, in 2 or 8 bytes.
constexpr std::size_t max_length = 125;

// Masks, or unmasks: the same operation. RFC 6455, 5.3.
std::byte masked(std::byte byte, const MaskingKey& key, std::size_t position) {
  return byte ^ key[position % key.size()];
}

}  // namespace

std::vector<std::byte> encode_text(std::string_view text,
                                   std::optional<MaskingKey> key) {
  if (text.size() > max_length) {
    throw std::length_error("a short frame holds 125 bytes at most");
  }
  std::vector<std::byte> frame{fin | text_opcode, std::byte(text.size())};
  if (key) {
    frame[1] |= mask;
    for (const std::byte byte : *key) frame.push_back(byte);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::byte byte{static_cast<unsigned char>(text[i])};
    frame.push_back(key ? masked(byte, *key, i) : byte);
  }
  return frame;
}

std::variant<NeedMore, TextFrame, WrongFrame> decode_text(
    std::span<const std::byte> bytes, Sender sender) {
  if (bytes.size() < 2) return NeedMore{};
  if ((bytes[0] & reserved) != std::byte{0}) {
    return WrongFrame{"a reserved bit is set, and no extension was agreed on"};
  }
  if ((bytes[0] & opcode) != text_opcode) {
    return WrongFrame{"not a text frame: lab 14 has the others"};
  }
  if ((bytes[0] & fin) == std::byte{0}) {
    return WrongFrame{"a fragment: lab 14 has them"};
  }
  const bool is_masked = (bytes[1] & mask) != std::byte{0};
  if (sender == Sender::client && !is_masked) {
    return WrongFrame{"a client must mask"};
  }
  if (sender == Sender::server && is_masked) {
    return WrongFrame{"a server must not mask"};
  }
  const auto payload_size = std::to_integer<std::size_t>(bytes[1] & length);
  if (payload_size > max_length) {
    return WrongFrame{"longer than 125 bytes: lab 14 has longer frames"};
  }

  MaskingKey key{};  // of a server's frame: zeros, which change nothing
  const std::size_t payload_begin = is_masked ? 2 + key.size() : 2;
  const std::size_t frame_size = payload_begin + payload_size;
  if (bytes.size() < frame_size) return NeedMore{};
  if (is_masked) std::ranges::copy(bytes.subspan(2, key.size()), key.begin());

  TextFrame frame{.text = "", .size = frame_size};
  for (std::size_t i = 0; i < payload_size; ++i) {
    const std::byte byte = masked(bytes[payload_begin + i], key, i);
    frame.text += static_cast<char>(byte);
  }
  return frame;
}

}  // namespace websocket
