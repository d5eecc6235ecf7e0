#include "common/text/columns.h"

#include <algorithm>
#include <cctype>

namespace text {
namespace {

struct Character {
  std::string_view bytes;
  char32_t code = 0;
  bool good = false;
};

// The first character of a text that is not empty. RFC 3629, section 3.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0x80                   ? 1
                           : lead >= 0xC2 && lead < 0xE0 ? 2
                           : lead >= 0xE0 && lead < 0xF0 ? 3
                           : lead >= 0xF0 && lead < 0xF5 ? 4
                                                         : 0;
  const Character bad{text.substr(0, 1)};
  if (size == 0 || size > text.size()) return bad;
  char32_t code = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return bad;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  const bool overlong =
      (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    return bad;
  return {text.substr(0, size), code, true};
}

template <typename Take>
void each_character(std::string_view text, Take take) {
  while (!text.empty()) {
    const Character c = first_of(text);
    take(c);
    text.remove_prefix(c.bytes.size());
  }
}

// Moves the cursor, or turns the direction of writing.
bool controls(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ||
         (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

// Nearly as the Unicode Standard's annex 11 has it: rather too wide.
std::size_t width(char32_t code) {
  return (code >= 0x1100 && code < 0x1160) || code >= 0x2E80 ? 2 : 1;
}

bool is_constant(std::string_view argument) {
  return std::isupper(static_cast<unsigned char>(argument.front())) != 0;
}

// "192.0.2.2:80", "[2001:db8::1]:80".
bool is_address(std::string_view argument) {
  return argument.find(':') != argument.npos &&
         std::isdigit(static_cast<unsigned char>(argument.back())) != 0;
}

// Which is not a name: "8", or "8 POLLIN".
bool is_descriptor(std::string_view argument) {
  return std::isdigit(static_cast<unsigned char>(argument.front())) != 0;
}

// The call with those arguments alone.
std::string written(std::string_view name,
                    const std::vector<std::string_view>& all,
                    const std::vector<bool>& kept, std::string_view ellipsis) {
  std::string out{name};
  out += "(";
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && !kept[i] && !kept[i - 1]) continue;
    if (i > 0) out += ", ";
    out += kept[i] ? all[i] : ellipsis;
  }
  return out + ")";
}

bool is_call(std::string_view text) {
  return text.find('(') != text.npos && text.ends_with(')');
}

// The arguments of "send(peer, answer, f(a, b), 0)".
std::vector<std::string_view> arguments(std::string_view call) {
  const auto open = call.find('(');
  const auto inside = call.substr(open + 1, call.size() - open - 2);
  std::vector<std::string_view> found;
  int depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= inside.size(); ++i) {
    const char c = i < inside.size() ? inside[i] : ',';
    depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
    if (c != ',' || (depth != 0 && i < inside.size())) continue;
    const auto one = inside.substr(from, i - from);
    const auto start = std::min(one.find_first_not_of(' '), one.size());
    if (start < one.size()) found.push_back(one.substr(start));
    from = i + 1;
  }
  return found;
}

// Of the events of one descriptor whole ones: " = 1: 4 EPOLLIN|…|EPOLLRDHUP".
std::string shorten_result(std::string_view result, std::size_t room,
                           std::string_view ellipsis) {
  std::string text = shorten(result, room, ellipsis);
  const auto cut = text.find(ellipsis);
  const auto before = text.substr(0, cut).rfind('|');
  const auto behind = text.find('|', cut);
  if (cut == text.npos || before == text.npos || behind == text.npos ||
      result.find(',') != result.npos)
    return text;
  return text.substr(0, before + 1) + std::string{ellipsis} +
         text.substr(behind);
}

}  // namespace

std::string clean(std::string_view text, bool ascii) {
  std::string out;
  each_character(text, [&](const Character& c) {
    if (c.good && (c.code == '\n' || c.code == '\t'))
      out += ' ';
    else if (!c.good || controls(c.code) || (ascii && c.code > 0x7E))
      out += '?';
    else
      out += c.bytes;
  });
  return out;
}

std::string printable(std::string_view text, std::size_t most) {
  if (text.size() <= most) return clean(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
    --end;
  return clean(text.substr(0, end)) + "... (" + std::to_string(text.size()) +
         " bytes)";
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  each_character(text, [&](const Character& c) { sum += width(c.code); });
  return sum;
}

std::string shorten(std::string_view text, std::size_t room,
                    std::string_view ellipsis) {
  const std::size_t all = columns(text);
  if (all <= room) return std::string{text};
  const std::size_t keep = room - std::min(room, columns(ellipsis));
  const std::size_t tail_from = all - keep / 2;
  std::string head;
  std::string tail;
  std::size_t at = 0;
  each_character(text, [&](const Character& c) {
    if (at >= tail_from) tail += c.bytes;
    at += width(c.code);
    if (at <= keep - keep / 2) head += c.bytes;
  });
  if (columns(ellipsis) > room) return head + tail;
  return head + std::string{ellipsis} + tail;
}

std::string shorten_call(std::string_view call, std::string_view result,
                         std::size_t room, std::string_view ellipsis) {
  const std::string whole = std::string{call} + std::string{result};
  if (columns(whole) <= room || !is_call(call))
    return shorten(whole, room, ellipsis);

  const auto name = call.substr(0, call.find('('));
  const auto all = arguments(call);
  std::vector<bool> kept(all.size());
  const auto words = [&] {
    return written(name, all, kept, ellipsis) + std::string{result};
  };
  const auto keep = [&](std::size_t i) {
    kept[i] = true;
    if (columns(words()) > room) kept[i] = false;
    return kept[i];
  };
  const bool numbered = !all.empty() && is_descriptor(all[0]);
  const bool bare_only = numbered && !keep(0);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_constant(all[i])) keep(i);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!kept[i] && !keep(i)) break;
  if (columns(words()) <= room && !bare_only) return words();
  // The result tells more than what is left out.
  std::string bare = std::string{name} + "(";
  if (numbered) {
    const auto number = all[0].substr(0, all[0].find(' '));
    bare += number;
    if (number != all[0]) bare.append(" ").append(ellipsis);
  }
  bare += ")";
  if (columns(bare) < room / 2)
    return bare + shorten_result(result, room - columns(bare), ellipsis);
  return shorten(bare + std::string{result}, room, ellipsis);
}

std::string brief_call(std::string_view call, std::string_view ellipsis,
                       bool with_address) {
  if (!is_call(call)) return std::string{call};
  const auto all = arguments(call);
  std::vector<bool> kept(all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    kept[i] = i == 0 ||
              (is_descriptor(all[0]) &&
               (is_constant(all[i]) || (with_address && is_address(all[i]))));
  return written(call.substr(0, call.find('(')), all, kept, ellipsis);
}

std::vector<std::string> wrap(std::string_view text, std::size_t room) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;      // columns of the line
  std::size_t word_end = 0;  // in the line: where it may be parted
  each_character(text, [&](const Character& c) {
    if (c.code == ' ') word_end = line.size();
    line += c.bytes;
    used += width(c.code);
    if (used <= room) return;
    if (word_end == 0) word_end = line.size() - c.bytes.size();
    lines.push_back(line.substr(0, word_end));
    line.erase(0, word_end + (line[word_end] == ' ' ? 1 : 0));
    used = columns(line);
    word_end = 0;
  });
  lines.push_back(line);
  return lines;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

}  // namespace text
