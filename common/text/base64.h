// Base64: any bytes as 64 harmless characters, six bits each. RFC 4648, 4.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace text {

// Padded with '=' to a multiple of four characters; no line breaks.
std::string base64_encode(std::span<const std::byte> bytes);

// Nothing if `text` is not what base64_encode gives for some bytes: a foreign
// character (white space too), padding that is missing or misplaced, or left
// over bits that are not zero. RFC 4648, 3.2, 3.3 and 3.5.
std::optional<std::vector<std::byte>> base64_decode(std::string_view text);

}  // namespace text
