#include "common/ladder/row_lines.h"

#include <limits>

#include "common/ladder/words.h"
#include "common/text/columns.h"
#include "common/text/json.h"

namespace ladder {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

// What ss calls them, by host.
constexpr std::array<std::array<std::string_view, 2>, 2> queue_names = {
    {{"client_recv_q", "client_send_q"}, {"server_recv_q", "server_send_q"}}};

void write(json::Writer& out, const Row&, const ProgramRow& program) {
  out.text("kind", "program")
      .text("host", name(program.host))
      .text("text", text::clean(program.name));
}

void write(json::Writer& out, const Row&, const CallRow& call) {
  out.text("kind", "call")
      .text("host", name(call.host))
      .text("text", text::clean(call.text))
      .text("result", text::clean(call.result))
      .text("call", call.id);
  if (call.part != CallPart::whole)
    out.text("part", call.part == CallPart::begins ? "begins" : "returns");
  if (call.failed) out.boolean("failed", true);
  if (!call.data.empty()) out.text("data", excerpt(call.data));
}

void write(json::Writer& out, const Row&, const ConnectionRow& opened) {
  out.text("kind", "connection")
      .text("client_end", text::clean(opened.ends[0]))
      .text("server_end", text::clean(opened.ends[1]));
}

void write(json::Writer& out, const Row&, const StateRow&) {
  out.text("kind", "state");
}

void write(json::Writer& out, const Row& row, const PacketRow& packet) {
  out.text("kind", packet.arrival ? "arrival" : "packet")
      .text("host", name(packet.from()))
      .text("text", packet_words(packet, row.connection, no_limit, "…"))
      .number("packet", packet.id());
  if (packet.is_lost())
    out.text("fate", "dropped");
  else if (!packet.arrival && packet.fate() != trace::Fate::delivered)
    out.text("fate", name(packet.fate()));
  if (resets(packet)) out.boolean("reset", true);
  if (packet.arrival) return;
  if (!packet.data().empty()) out.text("data", excerpt(packet.data()));
  const trace::Segment* const segment = packet.segment();
  if (segment != nullptr && !segment->cause.empty())
    out.text("cause", segment->cause);
}

void write(json::Writer& out, const Row&, const NoteRow& note) {
  out.text("kind", note.of_key ? "key" : "note");
  if (note.host) out.text("host", name(*note.host));
  out.text("text", text::clean(note.text));
}

void write(json::Writer& out, const Row&, const LostRow& lost) {
  out.text("kind", "lost").text("text", lost.text);
}

void write(json::Writer& out, const trace::Queues& queues) {
  for (std::size_t host = 0; host < 2; ++host)
    if (const auto& queue = queues[host])
      out.number(queue_names[host][0], queue->unread)
          .number(queue_names[host][1], queue->unacked);
}

// Its number, also where there is only one; 0 if the row is of none, or of one
// that is not known.
int connection_of(const Row& row) {
  if (const auto* opened = std::get_if<ConnectionRow>(&row.what))
    return opened->number;
  if (const auto* state = std::get_if<StateRow>(&row.what))
    return state->connection;
  if (const auto* packet = std::get_if<PacketRow>(&row.what))
    return std::visit([](const auto& p) { return p.connection; },
                      packet->packet);
  return row.connection;
}

}  // namespace

void RowLines::take(const trace::Moment& moment) {
  constexpr std::size_t most = 10'000;  // connections: memory is bounded
  const auto note = [&](int connection, const trace::Queues& queues) {
    if (news_.size() >= most) news_.erase(news_.begin());
    if (queues[0] || queues[1]) news_[connection] = queues;
  };
  if (const auto* change = std::get_if<trace::QueueChange>(&moment.event))
    note(change->connection, change->queues);
  if (const auto* segment = std::get_if<trace::Segment>(&moment.event))
    note(segment->connection, segment->queues);
}

std::string RowLines::draw(const Row& row) {
  json::Writer out;
  out.number("row", ++number_).seconds("t", row.t);
  std::visit([&](const auto& what) { write(out, row, what); }, row.what);
  const int connection = connection_of(row);
  if (connection > 0) out.number("connection", connection);
  if (row.connection > 0)
    out.text("label", "#" + std::to_string(row.connection));
  for (std::size_t host = 0; host < 2; ++host)
    if (!row.states[host].empty())
      out.text(trace::hosts[host], text::clean(row.states[host]));
  if (const auto news = news_.find(connection); news != news_.end()) {
    write(out, news->second);
    news_.erase(news);
  }
  return out.finish() + "\n";
}

}  // namespace ladder
