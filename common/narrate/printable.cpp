#include "common/narrate/printable.h"

#include <algorithm>

std::string printable(std::string_view text, std::size_t most) {
  const auto is_within_character = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  std::size_t end = std::min(most, text.size());
  if (end < text.size())
    while (end > 0 && is_within_character(end)) --end;

  std::string safe;
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool two_bytes =
        safe.ends_with('\xc2') && 0x80 <= byte && byte < 0xa0;
    if (two_bytes) safe.pop_back();
    safe += two_bytes || byte < ' ' || byte == 0x7f ? '?' : c;
  }
  if (end < text.size())
    safe += "... (" + std::to_string(text.size()) + " bytes)";
  return safe;
}
