#include "common/text/utf8.h"

#include <algorithm>
#include <array>
#include <span>

namespace text {
namespace {

// A character is a byte below 0x80, or a first byte that says how many more
// there are, and these, each of them 10xxxxxx:
//
//     00..7f
//     c2..df  80..bf
//     e0..ef  80..bf  80..bf
//     f0..f4  80..bf  80..bf  80..bf
//
// So the three bytes before tell whether 10xxxxxx must come next.
constexpr bool within_character(std::uint8_t third_last,
                                std::uint8_t second_last, std::uint8_t last) {
  return (third_last >= 0xf0) | (second_last >= 0xe0) | (last >= 0xc0);
}

// Whether `byte` is wrong behind those three, if they were right. There is no
// branch and no table, so the compiler judges many bytes with one instruction;
// hence | and &, not || and &&.
constexpr bool is_wrong(std::uint8_t third_last, std::uint8_t second_last,
                        std::uint8_t last, std::uint8_t byte) {
  const bool continues = (byte & 0xc0) == 0x80;
  return (continues != within_character(third_last, second_last, last)) |
         (byte == 0xc0) | (byte == 0xc1) |    // one byte would be enough
         (byte >= 0xf5) |                     // beyond U+10FFFF
         ((last == 0xe0) & (byte < 0xa0)) |   // two bytes would be enough
         ((last == 0xed) & (byte >= 0xa0)) |  // half of a pair of UTF-16
         ((last == 0xf0) & (byte < 0x90)) |   // three bytes would be enough
         ((last == 0xf4) & (byte >= 0x90));   // beyond U+10FFFF
}

using Text = std::span<const std::uint8_t>;

// Whether each byte is right behind the three before it, from the fourth on.
bool is_right(Text text) {
  std::uint8_t wrong = 0;
  for (std::size_t i = 3; i < text.size(); ++i) {
    wrong |= is_wrong(text[i - 3], text[i - 2], text[i - 1], text[i]);
  }
  return wrong == 0;
}

bool is_ascii(Text text) {
  std::uint8_t all = 0;
  for (const std::uint8_t byte : text) all |= byte;
  return all < 0x80;
}

}  // namespace

bool Utf8Validator::add(Bytes bytes) {
  const Text text{reinterpret_cast<const std::uint8_t*>(bytes.data()),
                  bytes.size()};
  // Most texts, and much faster. What stands before is as complete as ASCII.
  if (is_complete() && is_ascii(text)) return true;

  // The first three bytes stand behind those of the piece before.
  std::array<std::uint8_t, 6> seam{before_[0], before_[1], before_[2]};
  const std::size_t size = std::min<std::size_t>(text.size(), 3);
  std::ranges::copy(text.first(size), seam.begin() + 3);
  if (!is_right(Text{seam}.first(3 + size)) || !is_right(text)) return false;

  const Text last = size < 3 ? Text{seam}.subspan(size, 3) : text.last(3);
  std::ranges::copy(last, before_.begin());
  return true;
}

bool Utf8Validator::is_complete() const {
  return !within_character(before_[0], before_[1], before_[2]);
}

bool is_utf8(Bytes bytes) {
  Utf8Validator validator;
  return validator.add(bytes) && validator.is_complete();
}

}  // namespace text
