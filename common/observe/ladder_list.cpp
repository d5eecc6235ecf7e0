#include "common/observe/ladder_list.h"

#include "common/observe/columns.h"
#include "common/observe/frames.h"
#include "common/observe/ladder_words.h"

namespace observe {
namespace {

// "[FIN, ACK] Seq=126 Ack=230 Len=0"
std::string segment_numbers(const Row& row) {
  const Segment& s = row.segment;
  std::string text = "[";
  const char* comma = "";
  bool acknowledges = false;
  for (const std::string& flag : s.flags) {
    text += comma + flag;
    comma = ", ";
    acknowledges = acknowledges || flag == "ACK";
  }
  text += "] Seq=" + std::to_string(s.seq);
  if (acknowledges) text += " Ack=" + std::to_string(s.ack);
  if (row.window) text += " Win=" + std::to_string(s.window);
  text += " Len=" + std::to_string(s.length);
  if (!s.frames.empty()) text += " " + in_brackets(s.frames, 4);
  return text;
}

}  // namespace

std::string list_line(const Row& row, bool data) {
  const Segment& s = row.segment;
  const bool late = row.kind == Kind::arrival && s.fate == Fate::held;
  if (row.kind == Kind::lost) return "!!! " + row.text + "\n";
  if (row.kind != Kind::segment && !late) return "";

  std::string line = time_words(row.t, 9);
  line.insert(0, 9 - line.size(), ' ');
  line += s.from == "client" ? "  Client > Server " : "  Server > Client ";
  line += row.text.empty() ? segment_numbers(row) : row.text + row.result;
  if (row.connection > 0) line += " #" + std::to_string(row.connection);
  if (late)
    return clean(line + (row.dropped ? " (dropped)" : " (arrives)")) + "\n";

  if (s.kind != SegmentKind::ordinary)
    (line += " (").append(segment_kinds[static_cast<std::size_t>(s.kind)]) +=
        ")";
  if (s.fate == Fate::dropped) line += " (dropped)";
  if (s.fate == Fate::duplicated) line += " (duplicated)";
  if (s.fate == Fate::held) line += " (held)";
  if (s.fate == Fate::injected) line += " (injected)";
  if (data && !s.data.empty()) line += " " + excerpt(s.data);
  return clean(line) + "\n";
}

}  // namespace observe
