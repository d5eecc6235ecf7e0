#include "common/ladder/list.h"

#include <algorithm>

#include "common/ladder/words.h"
#include "common/text/columns.h"
#include "common/trace/frames.h"

namespace ladder {
namespace {

constexpr std::size_t number_width = 4;

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string left(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

// "[FIN, ACK] Seq=126 Ack=230 Len=0".
std::string segment_numbers(const trace::Segment& s, bool window) {
  std::string line = "[";
  for (const auto& [flag, word] : packet::flag_names)
    if (has(s, flag)) (line += line.size() > 1 ? ", " : "") += word;
  line += "] Seq=" + std::to_string(s.seq);
  if (has(s, packet::ACK)) line += " Ack=" + std::to_string(s.ack);
  if (window) line += " Win=" + std::to_string(s.window);
  line += " Len=" + std::to_string(s.length);
  if (!s.frames.empty()) line += " " + trace::in_brackets(s.frames, 4);
  return line;
}

// "ICMP port unreachable for SYN seq 0".
std::string words(const trace::OtherPacket& packet) {
  const std::string name = packet.protocol + " " + packet.text;
  return packet.answers == 0 ? name : name + " for " + packet.segment;
}

}  // namespace

std::string ListLadder::head() const {
  return right("No.", number_width) + " " +
         right("Time", static_cast<std::size_t>(digits_) + 5) + " " +
         left("Source", widths_[0]) + " " + left("Destination", widths_[1]) +
         " Info\n";
}

std::string ListLadder::begin(const std::string& number, double t,
                              const std::array<std::string, 2>& ends) {
  const auto time_width = static_cast<std::size_t>(digits_) + 5;
  std::string line = right(number, number_width) + " " +
                     right(time_words(t, 20, digits_), time_width) + " ";
  for (std::size_t i = 0; i < 2; ++i) {
    widths_[i] = std::clamp(ends[i].size(), widths_[i], std::size_t{47});
    line += left(ends[i], widths_[i]) + " ";
  }
  return line;
}

// A segment that was only delayed stands there once.
bool ListLadder::takes(const Row& row) {
  const auto* packet = std::get_if<PacketRow>(&row.what);
  if (packet == nullptr) return std::holds_alternative<LostRow>(row.what);
  return !packet->arrival || packet->fate() == trace::Fate::held;
}

std::string ListLadder::draw(const Row& row) {
  if (!takes(row)) return "";
  if (const auto* lost = std::get_if<LostRow>(&row.what))
    return "!!! " + lost->text + "\n";

  const auto& packet = std::get<PacketRow>(row.what);
  const trace::Segment* segment = packet.segment();
  const auto ends = packet.ends();
  std::string line = begin(std::to_string(packet.id()), row.t,
                           {text::clean(ends[0]), text::clean(ends[1])});
  line += segment != nullptr
              ? segment_numbers(*segment, packet.window)
              : words(std::get<trace::OtherPacket>(packet.packet));
  if (row.connection > 0) line += " #" + std::to_string(row.connection);
  if (packet.arrival)
    return text::clean(line +
                       (packet.is_lost() ? " (dropped)" : " (arrives)")) +
           "\n";
  if (segment != nullptr && segment->kind != trace::SegmentKind::ordinary)
    (line += " (").append(name(segment->kind)) += ")";
  if (packet.fate() != trace::Fate::delivered)
    (line += " (").append(name(packet.fate())) += ")";
  if (data_ && !packet.data().empty()) line += " " + excerpt(packet.data());
  return text::clean(line) + "\n";
}

}  // namespace ladder
