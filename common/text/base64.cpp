#include "common/text/base64.h"

namespace text {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

// Both ways: bits go into `bits` from the right, eight or six at a time, and
// leave from its left end as soon as there are enough. `waiting` of them have
// not left yet; those that have fall off the number's top unread.

std::string base64_encode(std::span<const std::byte> bytes) {
  std::string text;
  unsigned bits = 0;
  int waiting = 0;
  for (const std::byte byte : bytes) {
    bits = bits << 8 | std::to_integer<unsigned>(byte);
    waiting += 8;
    while (waiting >= 6) {
      waiting -= 6;
      text += alphabet[bits >> waiting & 63];
    }
  }
  if (waiting > 0) {  // fill up the last six with zeros
    text += alphabet[bits << (6 - waiting) & 63];
  }
  while (text.size() % 4 != 0) {
    text += '=';
  }
  return text;
}

std::optional<std::vector<std::byte>> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  // At most two: a third '=' stays, and is not in the alphabet.
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);

  std::vector<std::byte> bytes;
  unsigned bits = 0;
  int waiting = 0;
  for (const char character : text) {
    const std::size_t value = alphabet.find(character);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(value);
    waiting += 6;
    if (waiting >= 8) {
      waiting -= 8;
      bytes.push_back(static_cast<std::byte>(bits >> waiting));
    }
  }
  // What the encoder filled up must be zero, or two texts would mean the same.
  const unsigned left_over = bits & ((1U << waiting) - 1);
  if (left_over != 0) return std::nullopt;
  return bytes;
}

}  // namespace text
