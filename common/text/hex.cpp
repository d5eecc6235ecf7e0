#include "common/text/hex.h"

#include <algorithm>

namespace text {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::string_view separators = " \t\r,;";

// What of a line are bytes. xxd:         "00000000: 8185 37fa  ..7."
//                           hexdump -C:  "00000000  81 85 37 fa  |..7.|"
std::string_view bytes_in(std::string_view line) {
  const std::size_t bar = line.find('|');
  const std::size_t colon = line.find(':');
  if (bar != line.npos) {
    line = line.substr(0, bar);
    return line.substr(std::min(line.find(' '), line.size()));
  }
  if (colon == line.npos) return line;
  line.remove_prefix(colon + 1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line.substr(0, line.find("  "));
}

void append_word(Output& bytes, std::string_view word) {
  if (word.starts_with("0x") || word.starts_with("0X")) word.remove_prefix(2);
  const auto wrong = [&](const std::string& why) {
    throw BadHex{"'" + std::string{word.substr(0, 20)} + "' " + why};
  };
  if (word.size() % 2 != 0)
    wrong("is no whole number of bytes: two digits each");
  for (std::size_t i = 0; i < word.size(); i += 2) {
    unsigned byte = 0;
    for (const char c : word.substr(i, 2)) {
      const char lower = 'A' <= c && c <= 'F' ? static_cast<char>(c | 0x20) : c;
      const std::size_t digit = digits.find(lower);
      if (digit == digits.npos) wrong("is not hexadecimal");
      byte = byte << 4 | static_cast<unsigned>(digit);
    }
    bytes.push_back(static_cast<std::byte>(byte));
  }
}

}  // namespace

std::string hex(Bytes bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    if (!text.empty()) text += ' ';
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{0xf})];
  }
  return text;
}

std::string ascii(Bytes bytes) {
  std::string text{text_of(bytes)};
  for (char& c : text)
    if (c < ' ' || c > '~') c = '.';
  return text;
}

Output from_hex(std::string_view text) {
  Output bytes;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line{bytes_in(text.substr(0, end))};
    text.remove_prefix(std::min(end + 1, text.size()));
    // "\x81\x85" is "0x81 0x85".
    for (std::size_t at = 0; (at = line.find("\\x", at)) != line.npos;)
      line.replace(at, 2, " 0x");
    std::string_view rest = line;
    try {
      while (true) {
        rest.remove_prefix(
            std::min(rest.find_first_not_of(separators), rest.size()));
        if (rest.empty()) break;
        const std::string_view word =
            rest.substr(0, rest.find_first_of(separators));
        append_word(bytes, word);
        rest.remove_prefix(word.size());
      }
    } catch (const BadHex& bad) {
      throw BadHex{"line " + std::to_string(number) + ": " + bad.what()};
    }
  }
  return bytes;
}

}  // namespace text
