// What the rules do beside letting segments pass: they release, spoil, refuse, forge.
#include <algorithm>

#include "common/packet/forge.h"
#include "common/wire/referee.h"

namespace wire {
namespace {

// Of a segment that is forged.
std::uint8_t flags_of(Pattern::Kind kind) {
  switch (kind) {
    case Pattern::Kind::syn:
      return packet::SYN;
    case Pattern::Kind::fin:
      return packet::FIN | packet::ACK;
    case Pattern::Kind::rst:
      return packet::RST;
    case Pattern::Kind::data:
      return packet::PSH | packet::ACK;
    case Pattern::Kind::ack:
    case Pattern::Kind::update:
      return packet::ACK;
  }
  return 0;
}

}  // namespace

// The rules that wait for a segment such as this one.
void Referee::react(const trace::Segment& segment, const Watched& watched) {
  using Action = Rule::Action;
  for (Rule& rule : orders_.rules) {
    const bool waits = rule.action == Action::hold ||
                       rule.action == Action::cut ||
                       rule.action == Action::inject;
    if (!waits || !rule.trigger.matches(segment)) continue;
    if (rule.action == Action::cut) cut_ = true;
    if (rule.action == Action::inject) inject(rule, watched);
    if (rule.action == Action::hold) {
      rule.over = true;
      release(rule);
    }
  }
}

// The pcap has both: the packet as it was sent, and as it arrives.
std::vector<std::byte> Referee::spoil(const Rule& rule, Bytes bytes) {
  auto spoiled = packet::spoil(bytes, rule.how);
  spoiled_ = (spoiled.empty() ? "not spoiled, it has none: " : "spoiled: ") +
             std::string{packet::name(rule.how)};
  if (!spoiled.empty()) world_.record(spoiled);
  return spoiled;
}

void Referee::release(const Rule& rule) {
  for (auto& [holder, flight] : held_)
    if (holder == &rule)
      flights_.emplace(time_ + orders_.delay, std::move(flight));
  std::erase_if(held_, [&](const auto& held) { return held.first == &rule; });
}

// As a firewall before the other host.
void Referee::refuse(std::size_t from, Bytes bytes) {
  const std::size_t firewall = 1 - from;
  const std::vector<std::byte> error = packet::forge_prohibited(bytes);
  const auto parsed = packet::parse(error);
  trace::OtherPacket row =
      connections_.describe(std::get<packet::Datagram>(parsed));
  row.t = seconds();
  row.id = ++last_id_;
  row.from = host_of(firewall);
  row.fate = trace::Fate::injected;
  world_.tell(row);
  world_.record(error);
  const int failure =
      fly({.from = firewall, .id = row.id}, error, orders_.delay);
  if (failure != 0) tell_failure(firewall, failure);
}

// Forges a segment. It leaves no mark on the connection: its seeming sender
// knows nothing of it.
void Referee::inject(const Rule& rule, const Watched& watched) {
  trace::Connection connection = *watched.connection;
  const auto from = static_cast<std::size_t>(rule.what.host);
  const bool opener = from == watched.opener;
  const auto& own = opener ? connection.from_opener : connection.from_other;
  const auto& peer = opener ? connection.from_other : connection.from_opener;
  packet::Packet forged;
  forged.source = opener ? connection.opener : connection.other;
  forged.destination = opener ? connection.other : connection.opener;
  forged.seq = static_cast<std::uint32_t>(own.next + rule.seq);
  forged.flags = flags_of(rule.what.kind);
  // Before it has sent anything, a host's RST answers the SYN. RFC 9293, section
  // 3.5.2.
  if (own.begin == trace::Direction::Begin::unknown)
    forged.flags |= packet::ACK;
  if (forged.has(packet::ACK))
    forged.ack = static_cast<std::uint32_t>(peer.next);
  const bool scaled = !forged.has(packet::SYN) && peer.window_scale >= 0;
  const int scale = scaled ? std::max(own.window_scale, 0) : 0;
  forged.window = static_cast<std::uint16_t>(
      std::min(rule.window.value_or(own.window) >> scale, 65535U));
  forged.payload = std::as_bytes(std::span{rule.text});
  const std::vector<std::byte> bytes = packet::forge(forged);
  const auto parsed = packet::parse(bytes);
  trace::Segment segment =
      trace::describe(connection, std::get<packet::Packet>(parsed),
                      orders_.data_bytes, seconds());
  segment.id = ++last_id_;
  segment.from = host_of(from);
  segment.fate = trace::Fate::injected;
  if (orders_.looks) {
    segment.client = watched.states[0];
    segment.server = watched.states[1];
  }
  world_.tell(segment);
  world_.record(bytes);
  const int error =
      fly({from, segment.id, segment.connection}, bytes, orders_.delay);
  tell_queue_note();
  if (error != 0) tell_failure(from, error);
}

}  // namespace wire
