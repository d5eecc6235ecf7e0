#include "common/narrate/printable.h"

std::string printable(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool two_bytes =
        safe.ends_with('\xc2') && 0x80 <= byte && byte < 0xa0;
    if (two_bytes) safe.pop_back();
    safe += two_bytes || byte < ' ' || byte == 0x7f ? '?' : c;
  }
  return safe;
}
