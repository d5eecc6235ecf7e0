#include "common/cause/causes.h"

#include "common/cause/rules.h"

namespace cause {
namespace {

constexpr std::size_t most_connections = 10'000;
constexpr std::size_t most_on_wire = 10'000;

constexpr std::size_t at(trace::Host host) {
  return static_cast<std::size_t>(host);
}

}  // namespace

void Causes::take(trace::Event& event) {
  ++order_;
  if (const auto* call = std::get_if<trace::Call>(&event))
    calls_[at(call->host)].begin(*call, order_);
  if (const auto* end = std::get_if<trace::Return>(&event))
    calls_[at(end->host)].end(*end, order_);
  if (auto* segment = std::get_if<trace::Segment>(&event)) take(*segment);
  if (const auto* arrival = std::get_if<trace::Arrival>(&event)) {
    take(*arrival);
  }
}

// A segment that was only delayed has the fate `delivered`, too.
void Causes::take(const trace::Arrival& arrival) {
  const auto sent = on_wire_.extract(arrival.id);
  if (sent.empty() || arrival.dropped) return;
  const OnWire& one = sent.mapped();
  if (one.held) return arrive(one, arrival.t);
  const auto connection = connections_.find(one.connection);
  if (connection != connections_.end())
    connection->second.sides.at(at(other(one.from)))
        .take_late(arrival.id, arrival.t, order_);
}

void Causes::forget_oldest() {
  open_ -= !connections_.begin()->second.over;
  connections_.erase(connections_.begin());
}

Causes::Connection& Causes::meet(const trace::Segment& segment) {
  const auto known = connections_.find(segment.connection);
  if (known != connections_.end()) return known->second;
  if (connections_.size() == most_connections) forget_oldest();
  ++open_;
  Connection& made = connections_[segment.connection];
  made.first = order_;
  made.ends.at(at(segment.from)) = segment.source;
  made.ends.at(at(other(segment.from))) = segment.destination;
  return made;
}

void Causes::take(trace::Segment& segment) {
  Connection& connection = meet(segment);
  Side& own = connection.sides.at(at(segment.from));
  const std::size_t from = at(segment.from);
  const Place place{.local = connection.ends.at(from),
                    .peer = connection.ends.at(1 - from),
                    .first = connection.first,
                    .alone = open_ - !connection.over == 0,
                    .opener = own.opener};
  const std::string& state =
      segment.from == trace::Host::client ? segment.client : segment.server;
  own.lived =
      own.lived || (!state.empty() && state != "gone" && state != "LISTEN");
  std::string found = why({segment, own, place, calls_.at(from)});
  if (segment.cause.empty()) segment.cause = std::move(found);
  const bool injected = segment.fate == trace::Fate::injected;
  if (!injected) own.note_sent(segment, order_);
  if (!connection.over &&
      (has(segment, packet::RST) ||
       (connection.sides[0].ended && connection.sides[1].ended))) {
    connection.over = true;
    --open_;
  }

  const OnWire sent{segment.connection,
                    segment.from,
                    {.id = segment.id,
                     .flags = segment.flags,
                     .seq = segment.seq,
                     .end = end_of(segment),
                     .ack = segment.ack,
                     .kind = segment.kind,
                     .persists = segment.cause == persist_timer},
                    segment.window,
                    segment.fate == trace::Fate::held};
  if (segment.fate == trace::Fate::dropped) return;
  on_wire_[segment.id] = sent;
  if (on_wire_.size() > most_on_wire) on_wire_.erase(on_wire_.begin());
  if (!sent.held) {
    arrive(sent, segment.t);
    if (segment.fate == trace::Fate::duplicated) arrive(sent, segment.t);
  }
}

void Causes::arrive(const OnWire& sent, double t) {
  const auto connection = connections_.find(sent.connection);
  if (connection == connections_.end()) return;
  Arrived segment = sent.segment;
  segment.t = t;
  segment.order = order_;
  connection->second.sides.at(at(other(sent.from))).take(segment, sent.window);
}

}  // namespace cause
