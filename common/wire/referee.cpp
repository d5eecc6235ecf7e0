#include "common/wire/referee.h"

#include <system_error>
#include <utility>
#include <variant>

#include "common/text/errno_name.h"

namespace wire {
namespace {

using trace::Fate;

// Whether it leaves two ends as they are that are ESTAB.
bool is_plain(const packet::Packet& segment) {
  return (segment.flags & (packet::SYN | packet::FIN | packet::RST)) == 0;
}

}  // namespace

double Referee::seconds() const {
  return std::chrono::duration<double>{time_}.count();
}

void Referee::tell(const std::string& text) const {
  world_.tell(trace::Note{seconds(), text});
}

void Referee::answer(const std::string& text) const {
  world_.tell(trace::Key{seconds(), text});
}

// The device of the other host does not take a packet: it is down, say.
void Referee::tell_failure(std::size_t from, int error) const {
  tell("not delivered to the " + std::string{trace::hosts[1 - from]} + ": " +
       std::generic_category().message(error) + " [" + errno_name(error) + "]");
}

void Referee::take(std::size_t from, Bytes bytes, Time now) {
  time_ = now;
  world_.record(bytes);
  std::visit([&](const auto& what) { pass(from, what, bytes); },
             packet::parse(bytes));
}

// What is in the pcap, but has no row: each kind is told once.
void Referee::pass(std::size_t from, const packet::NoSegment& other,
                   Bytes bytes) {
  if (hidden_.insert(other.reason).second)
    tell("not shown: what the " + std::string{trace::hosts[from]} +
         " sends is " + other.reason);
  const int error = cut_ ? 0 : fly({.from = from}, bytes, orders_.delay);
  if (error != 0) tell_failure(from, error);
}

void Referee::pass(std::size_t from, const packet::Datagram& datagram,
                   Bytes bytes) {
  trace::OtherPacket row = connections_.describe(datagram);
  row.t = seconds();
  row.id = ++last_id_;
  row.from = host_of(from);
  const int error =
      cut_ ? 0 : fly({.from = from, .id = row.id}, bytes, orders_.delay);
  row.fate = cut_ || error != 0 ? Fate::dropped : Fate::delivered;
  world_.tell(row);
  if (error != 0) tell_failure(from, error);
}

// A segment has come from a host: what becomes of it?
void Referee::pass(std::size_t from, const packet::Packet& packet,
                   Bytes bytes) {
  Watched& watched = watch(from, packet);
  const bool plain = is_plain(packet);
  const bool asks = !plain || !is_fresh(watched);
  if (asks) look(watched);
  watched.plain = watched.plain && plain;
  trace::Segment segment = trace::describe(*watched.connection, packet,
                                           orders_.data_bytes, seconds());
  segment.id = ++last_id_;
  connections_.remember(packet, segment);
  segment.from = host_of(from);
  if (orders_.looks) {
    segment.client = watched.states[0];
    segment.server = watched.states[1];
  }
  if (asks) watched.told = segment.queues = watched.queues;

  const Verdict verdict = judge(segment, watched);
  const bool waits =
      !verdict.drop && (verdict.holder != nullptr || queue_.stops(segment));
  segment.fate = verdict.drop    ? Fate::dropped
                 : verdict.twice ? Fate::duplicated
                 : waits         ? Fate::held
                                 : Fate::delivered;
  std::vector<std::byte> spoiled;
  if (verdict.spoiler != nullptr && !verdict.drop)
    spoiled = spoil(*verdict.spoiler, bytes);
  if (!spoiled.empty()) bytes = spoiled;
  Flight flight{from, segment.id, segment.connection};
  int error = 0;
  if (!verdict.drop && (verdict.twice || !waits))
    error = fly(flight, bytes, verdict.delay);
  if (!verdict.drop && verdict.twice && !waits)
    error = fly(flight, bytes, verdict.delay);
  if (error != 0) segment.fate = waits ? Fate::held : Fate::dropped;
  world_.tell(segment);
  if (!spoiled_.empty()) tell(std::exchange(spoiled_, ""));
  tell_queue_note();
  if (error != 0) tell_failure(from, error);

  if (waits) {
    flight.bytes.assign(bytes.begin(), bytes.end());
    flight.segment = segment;
    if (verdict.holder != nullptr)
      held_.emplace_back(verdict.holder, std::move(flight));
    else
      queue_.add(std::move(flight));
  }
  if (verdict.refuse) refuse(from, bytes);
  react(segment, watched);
}

Referee::Watched& Referee::watch(std::size_t from,
                                 const packet::Packet& segment) {
  trace::Connection& connection = connections_.find(segment);
  const auto index = static_cast<std::size_t>(connection.number) - 1;
  if (index == watched_.size())
    watched_.push_back(
        {.connection = &connection, .opener = from, .passed = time_});
  return watched_[index];
}

Referee::Verdict Referee::judge(const trace::Segment& segment,
                                Watched& watched) {
  using Action = Rule::Action;
  const bool begins = has(segment, packet::SYN) && !has(segment, packet::ACK);
  Verdict verdict{.drop = cut_, .delay = orders_.delay};
  for (Rule& rule : orders_.rules) {
    if (rule.action == Action::forget && !begins &&
        time_ - watched.passed > rule.time)
      verdict.drop = true;
    const bool own = rule.action != Action::cut &&
                     rule.action != Action::forget &&
                     rule.action != Action::inject;
    if (!own || !rule.what.matches(segment)) continue;
    if (rule.action == Action::drop) verdict.drop = true;
    if (rule.action == Action::reject) verdict.refuse = true;
    if (rule.action == Action::duplicate) verdict.twice = true;
    if (rule.action == Action::delay) verdict.delay += rule.time;
    if (rule.action == Action::hold && !rule.over) verdict.holder = &rule;
    if (rule.action == Action::spoil) verdict.spoiler = &rule;
  }
  verdict.refuse = verdict.refuse && !verdict.drop;
  verdict.drop = verdict.drop || verdict.refuse;
  if (!verdict.drop) watched.passed = time_;
  return verdict;
}

}  // namespace wire
