#include "common/observe/connections.h"

#include <algorithm>
#include <array>

namespace observe {

Connection& Connections::find(const Packet& packet) {
  const auto ends = std::minmax(packet.source, packet.destination);
  Connection*& known = newest_[{ends.first, ends.second}];
  if (known != nullptr && packet.has(SYN) && !packet.has(ACK)) {
    const Direction& own =
        packet.source == known->opener ? known->from_opener : known->from_other;
    if (own.seen && own.first != packet.seq) {
      known->replaced = true;
      known = nullptr;
    }
  }
  if (known == nullptr) {
    all_.push_back({.number = static_cast<int>(all_.size()) + 1,
                    .opener = packet.source,
                    .other = packet.destination,
                    .opener_text = packet.source.to_string(),
                    .other_text = packet.destination.to_string()});
    known = &all_.back();
  }
  return *known;
}

Segment describe(Connection& connection, const Packet& packet,
                 std::size_t data_bytes) {
  const bool opener = packet.source == connection.opener;
  Direction& own = opener ? connection.from_opener : connection.from_other;
  Direction& peer = opener ? connection.from_other : connection.from_opener;
  if (!own.seen) {
    own.seen = true;
    own.first = packet.seq - (packet.has(SYN) ? 0 : 1);
    own.next = packet.seq;
  }
  if (packet.has(SYN)) own.window_scale = packet.window_scale;
  if (packet.has(ACK) && !peer.seen) {
    peer.seen = true;
    peer.first = packet.ack - 1;
    peer.next = packet.ack;
  }

  Segment segment;
  segment.connection = connection.number;
  segment.source = opener ? connection.opener_text : connection.other_text;
  segment.destination = opener ? connection.other_text : connection.opener_text;
  static constexpr std::array<std::pair<Flag, const char*>, 8> names = {
      {{SYN, "SYN"},
       {FIN, "FIN"},
       {RST, "RST"},
       {PSH, "PSH"},
       {ACK, "ACK"},
       {URG, "URG"},
       {ECE, "ECE"},
       {CWR, "CWR"}}};
  for (const auto& [flag, name] : names)
    if (packet.has(flag)) segment.flags.emplace_back(name);

  // Differences of sequence numbers are taken modulo 2^32, so a number that has
  // wrapped around is right too. RFC 9293, section 3.4.
  segment.seq = packet.seq - own.first;
  segment.ack = packet.has(ACK) ? packet.ack - peer.first : 0;
  segment.length = static_cast<std::uint32_t>(packet.length);
  const std::uint32_t end = packet.seq + packet.sequence_length();
  // A probe takes no sequence number, and so is nothing that is sent again.
  const auto new_bytes = static_cast<std::int32_t>(end - own.next);
  segment.resent = packet.sequence_length() > 0 && new_bytes <= 0;
  if (new_bytes > 0) own.next = end;

  // A scale counts only if both SYNs had one, and not for the SYNs themselves.
  const bool scaled =
      !packet.has(SYN) && own.window_scale >= 0 && peer.window_scale >= 0;
  segment.window = static_cast<std::uint32_t>(packet.window)
                   << (scaled ? own.window_scale : 0);

  const auto data = packet.payload.first(
      std::min({packet.payload.size(), packet.length, data_bytes}));
  segment.data.assign(reinterpret_cast<const char*>(data.data()), data.size());
  return segment;
}

}  // namespace observe
