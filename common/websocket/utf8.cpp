#include "common/websocket/utf8.h"

#include <algorithm>
#include <cstring>

namespace websocket {
namespace {

// Large enough for whole vectors of the processor; stays in its cache.
constexpr std::size_t block_size = 256;

// A character is a byte below 0x80, or a first byte that says how many more
// there are, and these: each 10xxxxxx.
//
//     00..7f
//     c2..df  80..bf                      not c0, c1: for those one byte is
//     e0..ef  80..bf  80..bf              enough, and the shortest form rules
//     f0..f4  80..bf  80..bf  80..bf      not f5: beyond U+10FFFF
//
// So whether 10xxxxxx must come next is seen in the three bytes before.
constexpr bool in_character(std::uint8_t third_last, std::uint8_t second_last,
                            std::uint8_t last) {
  return (third_last >= 0xf0) | (second_last >= 0xe0) | (last >= 0xc0);
}

// Whether `byte` is wrong behind those three, which were right. No branch and
// no table: the compiler does many bytes with one instruction. (Hence | and &.)
constexpr bool is_wrong(std::uint8_t third_last, std::uint8_t second_last,
                        std::uint8_t last, std::uint8_t byte) {
  const bool continues = (byte & 0xc0) == 0x80;
  return (continues != in_character(third_last, second_last, last)) |
         (byte == 0xc0) | (byte == 0xc1) | (byte >= 0xf5) |
         ((last == 0xe0) & (byte < 0xa0)) |   // too long for U+07FF
         ((last == 0xed) & (byte >= 0xa0)) |  // a half of a UTF-16 pair
         ((last == 0xf0) & (byte < 0x90)) |   // too long for U+FFFF
         ((last == 0xf4) & (byte >= 0x90));   // beyond U+10FFFF
}

bool is_ascii(Bytes bytes) {
  std::byte all{0};
  for (const std::byte byte : bytes) all |= byte;
  return all < std::byte{0x80};
}

}  // namespace

bool Utf8Validator::add(Bytes bytes) {
  while (!bytes.empty()) {
    const Bytes block = bytes.first(std::min(bytes.size(), block_size));
    bytes = bytes.subspan(block.size());
    if (is_complete() && is_ascii(block)) {  // most texts, most of the time
      before_ = {};
      continue;
    }
    std::array<std::uint8_t, 3 + block_size> window{};
    std::ranges::copy(before_, window.begin());
    std::memcpy(&window[3], block.data(), block.size());

    std::uint8_t wrong = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
      wrong |= is_wrong(window[i], window[i + 1], window[i + 2], window[i + 3]);
    }
    if (wrong != 0) return false;
    std::copy_n(&window[block.size()], before_.size(), before_.begin());
  }
  return true;
}

bool Utf8Validator::is_complete() const {
  return !in_character(before_[0], before_[1], before_[2]);
}

bool is_utf8(Bytes bytes) {
  Utf8Validator validator;
  return validator.add(bytes) && validator.is_complete();
}

}  // namespace websocket
