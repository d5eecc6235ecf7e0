#include "common/ladder/words.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/text/columns.h"
#include "common/trace/frames.h"

namespace ladder {
namespace {

constexpr std::array<std::string_view, trace::segment_kinds.size()>
    short_kinds = {"",           "retrans.", "out of order", "keep-alive",
                   "win. probe", "dup ACK",  "win. update"};

}  // namespace

bool resets(const trace::Segment& segment) {
  return std::count(segment.flags.begin(), segment.flags.end(), "RST") > 0;
}

std::string segment_words(const Row& row, std::size_t room,
                          std::string_view ellipsis) {
  const trace::Segment& s = row.segment;
  const bool arrives = row.kind == Kind::arrival;
  const bool framed = !s.frames.empty();
  const bool acknowledges =
      std::count(s.flags.begin(), s.flags.end(), "ACK") > 0;
  const std::string number =
      row.connection > 0 ? " #" + std::to_string(row.connection) : "";
  std::string after;
  if (row.window) after += " win " + std::to_string(s.window);
  if (s.fate == trace::Fate::duplicated && !arrives) after += " duplicated";
  if (s.fate == trace::Fate::injected && !arrives) after += " injected";
  if (arrives && !row.dropped) after += " arrives";
  if (!row.text.empty()) {  // not a segment: its name tells most
    const std::string name = (number + " " + row.text).substr(1);
    for (std::string words : {name + row.result, name}) {
      words += after;
      if (text::columns(words) <= room) return text::clean(words);
    }
    return text::shorten(text::clean(name), room, ellipsis);
  }

  // What has no room goes in this order. PSH tells least, an arrival has been
  // seen with all its words, and frames tell more than the numbers of the
  // segment that they are in.
  enum Less { nothing, push, ack, kind, length, seq, flags, names, more_names };
  std::string words;
  for (const Less less :
       {nothing, push, ack, kind, length, seq, flags, names, more_names}) {
    words = number;
    for (const std::string& flag : s.flags)
      if (flag == "PSH" ? less < push
                        : flag != "ACK" || !framed || less < flags)
        words += " " + flag;
    if (less < seq) words += " seq " + std::to_string(s.seq);
    if (less < ack && acknowledges && !arrives)
      words += " ack " + std::to_string(s.ack);
    if (s.length > 0 && (!framed || less < length))
      words += " len " + std::to_string(s.length);
    const std::size_t most_names = less < names ? 4 : less < more_names ? 2 : 1;
    if (framed) words += " " + trace::in_brackets(s.frames, most_names);
    if (s.kind != trace::SegmentKind::ordinary && !arrives)
      (words += " ") +=
          (less < kind ? trace::segment_kinds
                       : short_kinds)[static_cast<std::size_t>(s.kind)];
    words += after;
    words.erase(0, 1);
    if (text::columns(words) <= room) break;
  }
  return text::shorten(text::clean(words), room, ellipsis);
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

std::string time_words(double t, std::size_t room, int digits) {
  std::array<char, 400> text{};  // a double may have 309 digits
  for (; digits >= 0; --digits) {
    const int size = std::snprintf(text.data(), text.size(), "%.*f", digits, t);
    if (static_cast<std::size_t>(size) <= room) break;
  }
  return std::string{text.data()}.substr(0, room);
}

}  // namespace ladder
