#include "common/trace/connections.h"

#include <algorithm>
#include <array>

namespace trace {
namespace {

constexpr std::size_t most_holes = 32;
constexpr std::int64_t longest_hole = 65535;  // of what was never seen at all
constexpr std::size_t most_remembered = 1'000;
constexpr double short_round_trip = 0.003;  // where it is not known

// A number of 32 bits as a position. Differences are taken modulo 2^32, so a
// number that has wrapped around is right too. RFC 9293, section 3.4.
std::int64_t position(const Direction& direction, std::uint32_t number) {
  const auto next = static_cast<std::uint32_t>(direction.next);
  return direction.next + static_cast<std::int32_t>(number - next);
}

// Learns where the numbers of both directions begin.
void learn(Direction& own, Direction& peer, const packet::Packet& packet) {
  using Begin = Direction::Begin;
  if (packet.has(packet::RST)) return;
  const bool answers =  // what the peer has sent, its SYN at least
      packet.ack - peer.first - 1 <
      static_cast<std::uint32_t>(peer.next) - peer.first;
  const bool tells =
      packet.has(packet::SYN) &&
      (!packet.has(packet::ACK) || answers || peer.begin != Begin::told);
  if (tells && (own.begin != Begin::told || own.first != packet.seq))
    own = {.begin = Begin::told,
           .first = packet.seq,
           .next = packet.seq,
           .seen = packet.seq};
  if (own.begin == Begin::unknown)  // what is before this was not seen
    own = {.begin = Begin::guessed,
           .first = packet.seq - (packet.has(packet::SYN) ? 0 : 1),
           .next = packet.seq,
           .seen = packet.seq,
           .holes = {{packet.seq - longest_hole, packet.seq}}};
  if (packet.has(packet::ACK) && peer.begin == Begin::unknown) {
    peer.begin = Begin::guessed;
    peer.first = packet.ack - 1;
    peer.next = peer.seen = packet.ack;
  }
}

// Takes `begin` to `end` out of the holes. Returns how many numbers that were.
std::int64_t fill(Direction& direction, std::int64_t begin, std::int64_t end) {
  std::int64_t filled = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> left;
  for (const auto& [from, to] : direction.holes) {
    const std::int64_t first = std::clamp(begin, from, to);
    const std::int64_t last = std::clamp(end, first, to);
    filled += last - first;
    if (from < first) left.emplace_back(from, first);
    if (last < to) left.emplace_back(last, to);
  }
  if (left.size() > most_holes) left.erase(left.begin());
  direction.holes = std::move(left);
  return filled;
}

// Takes note of a segment that was sent. Returns how many of its numbers are
// new.
std::int64_t note_sent(Direction& own, std::int64_t begin, std::int64_t end,
                       double t) {
  std::int64_t fresh = fill(own, begin, end);
  if (begin > own.next) own.holes.emplace_back(own.next, begin);
  if (end > own.next) {
    fresh += end - std::max(begin, own.next);
    own.next = end;
    own.next_at = t;
  }
  own.seen = std::max(own.seen, end);
  return fresh;
}

// What is acknowledged was sent, whether we saw it or not. Not so, if the two
// may speak of different connections: one began with a SYN, the other did not.
void note_acknowledged(Direction& own, Direction& peer,
                       const packet::Packet& packet) {
  if (!packet.has(packet::ACK) || own.begin != peer.begin) return;
  const std::int64_t ack = position(peer, packet.ack);
  peer.next = std::max(peer.next, ack);
  if (!peer.holes.empty()) fill(peer, peer.holes.front().first, ack);
}

SegmentKind kind_of_empty(const Direction& own, const Direction& peer,
                          const packet::Packet& packet, std::uint32_t window) {
  const std::int64_t begin = position(own, packet.seq);
  const bool same = own.acknowledges && packet.has(packet::ACK) &&
                    packet.ack == own.ack && window != 0 &&
                    (begin == own.next || begin == own.seen);
  if (!same) return SegmentKind::ordinary;
  const std::uint32_t moved =
      std::max(window, own.window) - std::min(window, own.window);
  const bool other_window = moved >= own.window_unit;
  // A keep-alive probe wants an ACK, whatever window that names.
  const bool answers = peer.probes && own.window != 0;
  if (other_window && !answers) return SegmentKind::window_update;
  return peer.probes ? SegmentKind::ordinary : SegmentKind::duplicate_ack;
}

bool is_probe(const Direction& own, const Direction& peer,
              const packet::Packet& packet) {
  const std::int64_t begin = position(own, packet.seq);
  const bool zero_window = peer.acknowledges && peer.window == 0;
  if (packet.has(packet::SYN) || packet.has(packet::FIN) || packet.length > 1)
    return false;
  if (packet.length == 1 && begin == own.next) return zero_window;
  const bool acknowledged =
      !peer.acknowledges || position(own, peer.ack) >= own.next;
  return begin == own.next - 1 &&
         (packet.length == 0 || (acknowledged && begin < own.seen));
}

// Says what the segment is, and takes note of it.
SegmentKind note(Connection& connection, Direction& own, Direction& peer,
                 const packet::Packet& packet, std::uint32_t window, double t) {
  if (packet.has(packet::RST)) return SegmentKind::ordinary;
  if (is_probe(own, peer, packet))
    return peer.acknowledges && peer.window == 0
               ? SegmentKind::zero_window_probe
               : SegmentKind::keep_alive_probe;
  const std::int64_t begin = position(own, packet.seq);
  const std::int64_t size = packet.sequence_length();
  if (size == 0) {
    const SegmentKind kind = kind_of_empty(own, peer, packet, window);
    note_sent(own, begin, begin, t);
    return kind;
  }

  const bool asked = peer.duplicate_acks >= 2 && peer.ack == packet.seq;
  const double round_trip =
      connection.round_trip > 0 ? connection.round_trip : short_round_trip;
  const bool soon = t - own.next_at < round_trip;
  // Where a FIN comes behind its ACK, the capture has them in another order.
  const bool behind = begin < (packet.length > 0 ? own.next : own.seen);
  const bool fresh = note_sent(own, begin, begin + size, t) == size;
  if (packet.has(packet::SYN)) {
    // Both may open at once: then each sends a SYN, and a SYN ACK.
    const std::uint8_t syn =
        packet.has(packet::ACK) ? packet::ACK : packet::SYN;
    const bool again = (own.syns & syn) != 0;
    own.syns |= syn;
    return again ? SegmentKind::retransmission : SegmentKind::ordinary;
  }
  if (!behind) return SegmentKind::ordinary;
  return fresh && soon && !asked ? SegmentKind::out_of_order
                                 : SegmentKind::retransmission;
}

}  // namespace

Connection& Connections::find(const packet::Packet& packet) {
  const Ends ends = std::minmax(packet.source, packet.destination);
  auto found = newest_.find(ends);
  if (found != newest_.end() && packet.has(packet::SYN) &&
      !packet.has(packet::ACK)) {
    Connection& known = *found->second;
    const Direction& own =
        packet.source == known.opener ? known.from_opener : known.from_other;
    if (own.begin != Direction::Begin::unknown && own.first != packet.seq) {
      known.replaced = true;
      newest_.erase(found);
      found = newest_.end();
    }
  }
  if (found != newest_.end()) {
    known_.splice(known_.begin(), known_, found->second);
    return known_.front();
  }
  known_.push_front({.number = ++count_,
                     .opener = packet.source,
                     .other = packet.destination,
                     .opener_text = packet.source.to_string(),
                     .other_text = packet.destination.to_string()});
  newest_[ends] = known_.begin();
  return known_.front();
}

int Connections::forget_oldest() {
  const Connection& oldest = known_.back();
  const int number = oldest.number;
  if (!oldest.replaced) newest_.erase(std::minmax(oldest.opener, oldest.other));
  known_.pop_back();
  return number;
}

void Connections::remember(const packet::Packet& packet,
                           const Segment& segment) {
  if (remembered_.size() == most_remembered) remembered_.pop_front();
  remembered_.push_back({packet.source, packet.destination, packet.seq,
                         packet.flags, segment.id, segment.seq,
                         segment.length});
}

OtherPacket Connections::describe(const packet::Datagram& datagram) const {
  OtherPacket packet;
  const bool ports = datagram.protocol == "UDP";
  packet.source =
      ports ? datagram.source.to_string() : datagram.source.address_text();
  packet.destination = ports ? datagram.destination.to_string()
                             : datagram.destination.address_text();
  packet.protocol = datagram.protocol;
  packet.text = datagram.text;
  if (!datagram.quote || !datagram.quote->seq) return packet;
  const packet::Quote& quote = *datagram.quote;
  const auto ends = std::minmax(quote.source, quote.destination);
  const auto connection = newest_.find({ends.first, ends.second});
  if (connection != newest_.end())
    packet.connection = connection->second->number;
  const auto sent = std::find_if(
      remembered_.rbegin(), remembered_.rend(), [&](const Remembered& one) {
        return one.seq == quote.seq && one.source == quote.source &&
               one.destination == quote.destination;
      });
  if (sent == remembered_.rend()) return packet;
  packet.answers = sent->id;
  for (const auto& [flag, word] : packet::flag_names)
    if (flag != packet::PSH && (sent->flags & flag) != 0)
      (packet.segment += word) += " ";
  packet.segment += "seq " + std::to_string(sent->relative_seq);
  if (sent->length > 0)
    packet.segment += " len " + std::to_string(sent->length);
  return packet;
}

Segment describe(Connection& connection, const packet::Packet& packet,
                 std::size_t data_bytes, double t) {
  const bool opener = packet.source == connection.opener;
  Direction& own = opener ? connection.from_opener : connection.from_other;
  Direction& peer = opener ? connection.from_other : connection.from_opener;
  using Begin = Direction::Begin;
  learn(own, peer, packet);
  if (packet.has(packet::SYN)) own.window_scale = packet.window_scale;
  if (opener && packet.has(packet::SYN)) connection.opened_at = t;
  const bool opened =
      opener && (own.syns & packet::SYN) != 0 && packet.has(packet::ACK);
  if (opened && !packet.has(packet::SYN) && connection.round_trip == 0)
    connection.round_trip = t - connection.opened_at;

  Segment segment;
  segment.t = t;
  segment.connection = connection.number;
  segment.source = opener ? connection.opener_text : connection.other_text;
  segment.destination = opener ? connection.other_text : connection.opener_text;
  segment.flags = packet.flags;
  segment.seq = own.begin == Begin::unknown ? 1 : packet.seq - own.first;
  if (packet.has(packet::ACK))
    segment.ack = peer.begin == Begin::unknown ? 1 : packet.ack - peer.first;
  segment.length = static_cast<std::uint32_t>(packet.length);

  // A scale counts only if both SYNs had one, and not for the SYNs themselves.
  const int scale =
      own.window_scale >= 0 && peer.window_scale >= 0 ? own.window_scale : 0;
  const bool syn = packet.has(packet::SYN);
  segment.window = static_cast<std::uint32_t>(packet.window)
                   << (syn ? 0 : scale);

  segment.kind = note(connection, own, peer, packet, segment.window, t);
  if (!packet.has(packet::RST)) {
    note_acknowledged(own, peer, packet);
    if (segment.kind == SegmentKind::duplicate_ack)
      ++own.duplicate_acks;
    else if (packet.ack != own.ack)
      own.duplicate_acks = 0;
    own.acknowledges = packet.has(packet::ACK);
    own.ack = packet.ack;
    own.window = segment.window;
    own.window_unit = syn ? 1U << scale : 1U;
    own.probes =
        segment.kind == SegmentKind::keep_alive_probe ||
        (segment.kind == SegmentKind::zero_window_probe && packet.length == 0);
  }

  const auto data = packet.payload.first(
      std::min({packet.payload.size(), packet.length, data_bytes}));
  segment.data.assign(reinterpret_cast<const char*>(data.data()), data.size());
  return segment;
}

}  // namespace trace
