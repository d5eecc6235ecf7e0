#include "common/ladder/mermaid.h"

#include "common/ladder/words.h"
#include "common/text/columns.h"

namespace ladder {
namespace {

// Mermaid ends a statement at ";", and knows HTML; both are written as codes.
std::string encoded(std::string_view text) {
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
  return "    " + std::string{begin} + ": " + encoded(text) + "\n";
}

constexpr std::string_view both = "Note over client,server";

std::string_view beside(trace::Host host) {
  return host == trace::Host::client ? "Note left of client"
                                     : "Note right of server";
}

std::string arrow(const PacketRow& packet, int connection, bool data) {
  const bool arrives = packet.arrival.has_value();
  const bool lost = packet.is_lost();
  const bool held = packet.is_held();
  std::string words = packet_words(packet, connection, 1000, "");
  if (lost) words += " dropped";
  if (held) words += " held";
  if (data && !arrives && !packet.data().empty())
    words += " " + excerpt(packet.data());
  const std::string_view line = lost      ? (arrives ? "--x" : "-x")
                                : arrives ? "-->>"
                                : held    ? "-)"
                                          : "->>";
  std::string begin{name(packet.from())};
  (begin += line) += name(other(packet.from()));
  return statement(begin, words);
}

}  // namespace

std::string mermaid_head(std::string_view title) {
  const std::string head =
      "sequenceDiagram\n"
      "    participant client\n"
      "    participant server\n";
  return title.empty() ? head : head + statement(both, title);
}

std::string mermaid_line(const Row& row, bool data) {
  const std::string number =
      row.connection > 0 ? "#" + std::to_string(row.connection) + " " : "";
  std::string out;
  if (!row.states[0].empty())
    out += statement("Note over client", number + row.states[0]);
  if (!row.states[1].empty())
    out += statement("Note over server", number + row.states[1]);

  struct {
    const std::string& number;
    const int connection;
    const bool data;

    std::string operator()(const ProgramRow& program) const {
      return statement(beside(program.host), program.name);
    }
    std::string operator()(const CallRow& call) const {
      std::string words = number + call.text + call.result;
      if (data && !call.data.empty()) words += " " + excerpt(call.data);
      return statement(beside(call.host), words);
    }
    std::string operator()(const ConnectionRow& opened) const {
      return statement(both,
                       number + opened.ends[0] + " and " + opened.ends[1]);
    }
    std::string operator()(const NoteRow& note) const {
      return statement(note.host ? beside(*note.host) : both, note.text);
    }
    std::string operator()(const LostRow& lost) const {
      return statement(both, lost.text);
    }
    std::string operator()(const StateRow&) const { return ""; }
    std::string operator()(const PacketRow& packet) const {
      return arrow(packet, connection, data);
    }
  } const line{number, row.connection, data};
  return out + std::visit(line, row.what);
}

}  // namespace ladder
