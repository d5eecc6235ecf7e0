#include "common/ladder/mermaid.h"

#include <array>

#include "common/ladder/words.h"
#include "common/text/columns.h"

namespace ladder {
namespace {

// Mermaid ends a statement at ";", and knows HTML; both are written as codes.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text::clean(text)) {
    const bool special =
        std::string_view{"#;<>&\"`%\\{}"}.find(c) != std::string_view::npos;
    out += special ? "#" + std::to_string(static_cast<int>(c)) + ";"
                   : std::string{c};
  }
  return out.empty() ? "#32;" : out;
}

std::string statement(std::string_view begin, std::string_view text) {
  return "    " + std::string{begin} + ": " + escaped(text) + "\n";
}

}  // namespace

std::string mermaid_head(std::string_view title) {
  const std::string head =
      "sequenceDiagram\n"
      "    participant client\n"
      "    participant server\n";
  return title.empty() ? head
                       : head + statement("Note over client,server", title);
}

std::string mermaid_line(const Row& row, bool data) {
  const trace::Segment& s = row.segment;
  const bool clients = row.host == "client";
  const char* beside = clients ? "Note left of client" : "Note right of server";
  const std::string number =
      row.connection > 0 ? "#" + std::to_string(row.connection) + " " : "";

  std::string out;
  if (!row.states[0].empty())
    out += statement("Note over client", number + row.states[0]);
  if (!row.states[1].empty())
    out += statement("Note over server", number + row.states[1]);
  switch (row.kind) {
    case Kind::program:
    case Kind::call:
      return statement(beside, row.text + row.result);
    case Kind::connection:
      return statement("Note over client,server",
                       number + row.ends[0] + " and " + row.ends[1]);
    case Kind::note:
      return statement(row.host.empty() ? "Note over client,server" : beside,
                       row.text);
    case Kind::lost:
      return statement("Note over client,server", row.text);
    case Kind::state:
      return out;
    case Kind::segment:
    case Kind::arrival:
      break;
  }
  const bool arrives = row.kind == Kind::arrival;
  const bool lost = arrives ? row.dropped : s.fate == trace::Fate::dropped;
  const bool held = !arrives && s.fate == trace::Fate::held;
  std::string words = segment_words(row, 1000, "");
  if (lost) words += " dropped";
  if (held) words += " held";
  if (data && !arrives && !s.data.empty()) words += " " + excerpt(s.data);
  const std::string_view arrow = lost      ? (arrives ? "--x" : "-x")
                                 : arrives ? "-->>"
                                 : held    ? "-)"
                                           : "->>";
  const std::string begin = s.from == "client"
                                ? "client" + std::string{arrow} + "server"
                                : "server" + std::string{arrow} + "client";
  return out + statement(begin, words);
}

}  // namespace ladder
