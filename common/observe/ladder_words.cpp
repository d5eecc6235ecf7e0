#include "common/observe/ladder_words.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/observe/columns.h"
#include "common/observe/frames.h"

namespace observe {

bool resets(const Segment& segment) {
  return std::count(segment.flags.begin(), segment.flags.end(), "RST") > 0;
}

std::string segment_words(const Row& row, std::size_t room,
                          std::string_view ellipsis) {
  const Segment& s = row.segment;
  const bool arrives = row.kind == Kind::arrival;
  const bool acknowledges =
      std::count(s.flags.begin(), s.flags.end(), "ACK") > 0;
  std::string before;
  std::string after;
  if (row.connection > 0) before = "#" + std::to_string(row.connection) + " ";
  const std::string length =
      s.length > 0 ? " len " + std::to_string(s.length) : "";
  if (row.window) after += " win " + std::to_string(s.window);
  if (s.resent && !arrives) after += " resent";
  if (s.fate == Fate::duplicated && !arrives) after += " duplicated";
  if (s.fate == Fate::injected && !arrives) after += " injected";
  if (arrives && !row.dropped) after += " arrives";

  // PSH tells least, and an arrival has been seen with all its words. Frames
  // tell more than the numbers of the segment that they are in.
  struct Shown {
    bool push, ack, seq, length;
    std::size_t frames;
  };
  constexpr std::array<Shown, 6> choices = {{{true, true, true, true, 4},
                                             {false, true, true, true, 4},
                                             {false, false, true, true, 4},
                                             {false, false, true, false, 4},
                                             {false, false, true, false, 2},
                                             {false, false, false, false, 1}}};
  for (const auto [push, ack, seq, len, frames] : choices) {
    std::string words = before;
    for (const std::string& flag : s.flags)
      if (push || flag != "PSH") words += flag + " ";
    if (seq) words += "seq " + std::to_string(s.seq) + " ";
    if (ack && acknowledges && !arrives)
      words += "ack " + std::to_string(s.ack) + " ";
    words.pop_back();
    if (len || s.frames.empty()) words += length;
    if (!s.frames.empty()) words += " " + in_brackets(s.frames, frames);
    words += after;
    if (columns(words) <= room || !seq)
      return shorten(clean(words), room, ellipsis);
  }
  return "";
}

std::string excerpt(const std::string& data) {
  std::string out = "\"";
  for (const char c : data) {
    const auto byte = static_cast<unsigned char>(c);
    std::array<char, 5> code{};
    std::snprintf(code.data(), code.size(), "\\x%02x", byte);
    out += c == '\r'                  ? "\\r"
           : c == '\n'                ? "\\n"
           : c == '\t'                ? "\\t"
           : c == '"' || c == '\\'    ? std::string{'\\', c}
           : byte < 32 || byte >= 127 ? code.data()
                                      : std::string{c};
  }
  return out + "\"";
}

std::string time_words(double t, std::size_t room) {
  std::array<char, 400> text{};  // a double may have 309 digits
  for (const int digits : {3, 2, 1, 0}) {
    const int size = std::snprintf(text.data(), text.size(), "%.*f", digits, t);
    if (static_cast<std::size_t>(size) <= room) break;
  }
  return std::string{text.data()}.substr(0, room);
}

}  // namespace observe
