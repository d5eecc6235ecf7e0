#include "common/ladder/words.h"

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

bool resets(const PacketRow& row) {
  return row.segment() != nullptr && has(*row.segment(), packet::RST);
}

namespace {

// "ICMP port unreachable for SYN seq 0 injected".
std::string other_words(const trace::OtherPacket& packet,
                        const std::string& number, const std::string& after,
                        std::size_t room, std::string_view ellipsis) {
  const std::string name =
      (number + " " + packet.protocol + " " + packet.text).substr(1);
  const std::string answers =
      packet.answers != 0 ? " for " + packet.segment : "";
  for (const std::string& more : {answers + after, after}) {
    const std::string words = name + more;
    if (text::columns(words) <= room) return text::clean(words);
  }
  return text::shorten(text::clean(name), room, ellipsis);
}

}  // namespace

std::string packet_words(const PacketRow& row, int connection, std::size_t room,
                         std::string_view ellipsis) {
  const bool arrives = row.arrival.has_value();
  const std::string number =
      connection > 0 ? " #" + std::to_string(connection) : "";
  std::string after;
  if (row.window) after += " win " + std::to_string(row.segment()->window);
  if (row.fate() == trace::Fate::duplicated && !arrives) after += " duplicated";
  if (row.fate() == trace::Fate::injected && !arrives) after += " injected";
  if (arrives && !row.is_lost()) after += " arrives";
  if (row.segment() == nullptr)
    return other_words(std::get<trace::OtherPacket>(row.packet), number, after,
                       room, ellipsis);

  // What has no room goes in this order. PSH tells least, an arrival has been
  // seen with all its words, and frames tell more than the numbers of the
  // segment that they are in.
  const trace::Segment& s = *row.segment();
  const bool framed = !s.frames.empty();
  enum Less { nothing, push, ack, kind, length, seq, flags, names, more_names };
  std::string words;
  for (const Less less :
       {nothing, push, ack, kind, length, seq, flags, names, more_names}) {
    words = number;
    for (const auto& [flag, word] : packet::flag_names)
      if (has(s, flag) && (flag == packet::PSH ? less < push
                                               : flag != packet::ACK ||
                                                     !framed || less < flags))
        (words += " ") += word;
    if (less < seq) words += " seq " + std::to_string(s.seq);
    if (less < ack && has(s, packet::ACK) && !arrives)
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

std::string excerpt(std::string_view data) {
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
