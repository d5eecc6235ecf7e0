// Bytes as people write them.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/text/bytes.h"

namespace text {

// "81 85 37", without a prefix.
std::string hex(Bytes bytes);

// ASCII as it is, and '.' for each other byte: nothing that a terminal would
// obey.
std::string ascii(Bytes bytes);

// What is wrong with a text, and where.
struct BadHex : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The bytes of a text in hexadecimal, as it is copied from somewhere: "81 85",
// "8185", "0x81, 0x85", "\x81\x85", or a dump of xxd or hexdump -C, whose
// offsets and characters are left out. Throws BadHex.
Output from_hex(std::string_view text);

}  // namespace text
