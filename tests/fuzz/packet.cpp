// Any bytes as an IP packet: what comes out stays within them, and can be told.
// Then as many segments of one connection: each of them is told.
#include "common/packet/packet.h"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <variant>

#include "common/packet/forge.h"
#include "common/packet/spoil.h"
#include "common/trace/connections.h"
#include "common/trace/trace.h"

namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

void demand_told(const trace::Event& event) {
  const std::string line = trace::to_json(event);
  const auto again = trace::from_json(line);
  demand(std::holds_alternative<trace::Event>(again));
  demand(trace::to_json(std::get<trace::Event>(again)) == line);
}

// Twelve bytes a segment: who, flags, length, window, seq, ack.
void play(std::span<const std::uint8_t> bytes) {
  trace::Connections connections;
  double t = 0;
  for (; bytes.size() >= 12; bytes = bytes.subspan(12), t += 0.001) {
    const auto four = [&](std::size_t at) {
      return static_cast<std::uint32_t>(bytes[at] << 24 | bytes[at + 1] << 16 |
                                        bytes[at + 2] << 8 | bytes[at + 3]);
    };
    packet::Packet packet;
    (bytes[0] % 2 == 0 ? packet.source : packet.destination).port = 7000;
    packet.flags = bytes[1];
    packet.length = bytes[2];
    packet.window = bytes[3];
    packet.seq = four(4);
    packet.ack = four(8);
    trace::Connection& connection = connections.find(packet);
    const auto segment = trace::describe(connection, packet, 0, t);
    connections.remember(packet, segment);
    demand_told(segment);
    demand(connection.from_opener.holes.size() < 40);
    demand(connection.from_other.holes.size() < 40);
    for (const auto& [from, to] : connection.from_opener.holes)
      demand(from < to && to <= connection.from_opener.next);
    // The same again is never new.
    const auto again = trace::describe(connection, packet, 0, t);
    demand(again.kind != trace::SegmentKind::out_of_order);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  play({data, size});
  const auto bytes = std::as_bytes(std::span{data, size});
  const auto parsed = packet::parse(bytes);
  trace::Connections connections;
  if (const auto* datagram = std::get_if<packet::Datagram>(&parsed)) {
    demand(!datagram->text.empty());
    demand_told(connections.describe(*datagram));
  }
  const auto* packet = std::get_if<packet::Packet>(&parsed);
  if (packet == nullptr) return 0;
  demand(packet->payload.size() <= packet->length);
  for (int i = 0; i < 2; ++i) {
    const auto segment =
        trace::describe(connections.find(*packet), *packet, 64);
    connections.remember(*packet, segment);
    demand_told(segment);
  }
  // A firewall's answer to it names it.
  const auto error = packet::forge_prohibited(bytes);
  const auto answer = packet::parse(error);
  demand(std::holds_alternative<packet::Datagram>(answer));
  // It can be spoiled in each way that it has a field for, and is not longer then.
  for (std::size_t how = 0; how < packet::spoils.size(); ++how) {
    const auto spoiled = packet::spoil(bytes, static_cast<packet::Spoil>(how));
    demand(spoiled.empty() || spoiled.size() == bytes.size());
  }
  return 0;
}
