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
std::string segment_numbers(const Row& row) {
  const trace::Segment& s = row.segment;
  std::string line = "[";
  const char* comma = "";
  bool acknowledges = false;
  for (const std::string& flag : s.flags) {
    line += comma + flag;
    comma = ", ";
    acknowledges = acknowledges || flag == "ACK";
  }
  line += "] Seq=" + std::to_string(s.seq);
  if (acknowledges) line += " Ack=" + std::to_string(s.ack);
  if (row.window) line += " Win=" + std::to_string(s.window);
  line += " Len=" + std::to_string(s.length);
  if (!s.frames.empty()) line += " " + trace::in_brackets(s.frames, 4);
  return line;
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
  return row.kind == Kind::segment || row.kind == Kind::lost ||
         (row.kind == Kind::arrival && row.segment.fate == trace::Fate::held);
}

std::string ListLadder::draw(const Row& row) {
  if (!takes(row)) return "";
  if (row.kind == Kind::lost) return "!!! " + row.text + "\n";

  const trace::Segment& s = row.segment;
  std::string line = begin(std::to_string(s.id), row.t,
                           {text::clean(s.source), text::clean(s.destination)});
  line += row.text.empty() ? segment_numbers(row) : row.text + row.result;
  if (row.connection > 0) line += " #" + std::to_string(row.connection);
  if (row.kind == Kind::arrival)
    return text::clean(line + (row.dropped ? " (dropped)" : " (arrives)")) +
           "\n";
  if (s.kind != trace::SegmentKind::ordinary)
    (line += " (")
        .append(trace::segment_kinds[static_cast<std::size_t>(s.kind)]) += ")";
  if (s.fate == trace::Fate::dropped) line += " (dropped)";
  if (s.fate == trace::Fate::duplicated) line += " (duplicated)";
  if (s.fate == trace::Fate::held) line += " (held)";
  if (s.fate == trace::Fate::injected) line += " (injected)";
  if (data_ && !s.data.empty()) line += " " + excerpt(s.data);
  return text::clean(line) + "\n";
}

}  // namespace ladder
