#include "common/wire/referee.h"

#include <algorithm>
#include <system_error>
#include <variant>

#include "common/packet/forge.h"
#include "common/text/errno_name.h"

namespace wire {
namespace {

using trace::Fate;

// Between two ends that are ESTAB, nothing but a SYN, FIN or RST, or a program's
// call, changes a state; other calls and timers are noticed within this.
constexpr std::chrono::microseconds longest_trust{100};

// Whether it leaves two ends as they are that are ESTAB.
bool is_plain(const packet::Packet& segment) {
  return (segment.flags & (packet::SYN | packet::FIN | packet::RST)) == 0;
}

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

trace::Host host_of(std::size_t number) {
  return static_cast<trace::Host>(number);
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
  if (segment.kind == trace::SegmentKind::retransmission && orders_.looks &&
      world_.recovery)
    if (const auto recovery =
            world_.recovery(from, packet.source, packet.destination)) {
      segment.congestion = recovery->congestion;
      segment.timeouts = recovery->timeouts;
    }

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

bool Referee::is_fresh(const Watched& watched) const {
  return watched.plain && watched.doubts == doubts_ &&
         time_ - watched.looked < longest_trust;
}

// Asks both kernels, and tells what has changed.
void Referee::look(Watched& watched) {
  // The kernels would speak of the newer one.
  if (!orders_.looks || watched.connection->replaced) return;
  for (std::size_t host = 0; host < 2; ++host) {
    const trace::Connection& c = *watched.connection;
    const bool opened = host == watched.opener;
    const packet::Endpoint& local = opened ? c.opener : c.other;
    const packet::Endpoint& peer = opened ? c.other : c.opener;
    const host::Socket socket = world_.look(host, local, peer);
    std::string_view state = socket.state;
    // A listener's queues hold connections, and not bytes.
    watched.queues.at(host).reset();
    if (state != "LISTEN" && state != "gone")
      watched.queues.at(host) = {socket.unread, socket.unacked};
    // Where a socket has been and is no more, the look-up finds the listener.
    if (state == "LISTEN" && watched.began[host]) state = "gone";
    std::string_view& known = watched.states[host];
    if (state == known) continue;
    if (state != "LISTEN") {
      watched.began[host] = true;
      world_.tell(trace::State{seconds(), host_of(host), local.to_string(),
                               peer.to_string(), std::string{known},
                               std::string{state}, c.number});
    }
    known = state;
  }
  watched.plain = watched.states[0] == "ESTAB" && watched.states[1] == "ESTAB";
  watched.looked = time_;
  watched.doubts = doubts_;
}

void Referee::look_at_changed(Time now) {
  time_ = now;
  std::vector<int> numbers = std::exchange(changed_, {});
  std::sort(numbers.begin(), numbers.end());
  for (const int number : numbers) {
    Watched& watched = watched_[static_cast<std::size_t>(number) - 1];
    watched.changed = false;
    look(watched);
  }
}

void Referee::look_around(std::size_t most, Time now) {
  time_ = now;
  for (std::size_t n = std::min(most, watched_.size()); n > 0; --n) {
    Watched& watched = watched_[next_look_++ % watched_.size()];
    look(watched);
    tell_queues(watched);
  }
}

// What calls have done without a segment: a program has read, or has written while
// the window was closed.
void Referee::tell_queues(Watched& watched) {
  if (std::exchange(watched.told, watched.queues) != watched.queues)
    world_.tell(trace::QueueChange{seconds(), watched.connection->number,
                                   watched.queues});
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
  row.fate = Fate::injected;
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
  segment.fate = Fate::injected;
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

// What is not delayed overtakes nothing that is due.
int Referee::fly(Flight flight, Bytes bytes, std::chrono::microseconds delay) {
  if (delay.count() == 0 && flights_.empty()) return deliver(flight, bytes);
  flight.bytes.assign(bytes.begin(), bytes.end());
  flights_.emplace(time_ + delay, std::move(flight));
  return 0;
}

int Referee::deliver(const Flight& flight, Bytes bytes) {
  const std::size_t to = 1 - flight.from;
  if (flight.connection == 0) return world_.deliver(to, bytes);
  Watched& watched = watched_[static_cast<std::size_t>(flight.connection) - 1];
  const std::string_view& state = watched.states[to];
  const bool knocks = state == "LISTEN" || state == "SYN-RECV";
  const int error =
      knocks ? knock(to, watched, bytes) : world_.deliver(to, bytes);
  if (error != 0) return error;
  if (!std::exchange(watched.changed, true))
    changed_.push_back(flight.connection);
  return 0;
}

// A segment of a handshake comes to a listener's kernel. If this ignores it, or keeps
// nothing of it, only its counters say so.
int Referee::knock(std::size_t host, const Watched& watched, Bytes bytes) {
  constexpr std::array<std::pair<const char*, const char*>, 5> notes = {
      {{"ListenOverflows", "accept queue full"},
       {"TCPReqQFullDrop", "SYN queue full"},
       {"ListenDrops", "SYN dropped"},  // it has moved with those above, too
       {"SyncookiesSent", "SYN cookie"},
       {"TCPDeferAcceptDrop", "ACK ignored: no data"}}};
  const host::Counters before = world_.counters(host);
  const int error = world_.deliver(host, bytes);
  const host::Counters moved = host::moved(before, world_.counters(host));
  const auto* note =
      std::find_if(notes.begin(), notes.end(),
                   [&](const auto& n) { return moved.count(n.first) > 0; });
  if (note == notes.end()) return error;
  std::string text = note->second;
  if (note == notes.begin()) text += how_many_wait(host, watched);
  queue_note_ = trace::Note{seconds(), std::move(text), host_of(host)};
  return error;
}

// ": 2 wait". Nothing if that queue has room by now, or is another one: listeners with
// SO_REUSEPORT have one each.
std::string Referee::how_many_wait(std::size_t host,
                                   const Watched& watched) const {
  const trace::Connection& c = *watched.connection;
  const auto queue =
      world_.accept_queue(host, host == watched.opener ? c.opener : c.other);
  if (!queue || !queue->is_full()) return "";
  return ": " + std::to_string(queue->waiting) + " wait";
}

// Below the packet's row.
void Referee::tell_queue_note() {
  if (queue_note_) world_.tell(*std::exchange(queue_note_, {}));
}

// A packet that was delayed or held comes out of the wire.
void Referee::arrive(const Flight& flight) {
  const int error = deliver(flight, flight.bytes);
  if (flight.id != 0)
    world_.tell(trace::Arrival{seconds(), flight.id, error != 0});
  tell_queue_note();
  if (error != 0) tell_failure(flight.from, error);
  if (flight.connection != 0)
    watched_[static_cast<std::size_t>(flight.connection) - 1].plain = false;
}

std::optional<Time> Referee::next_arrival() const {
  if (flights_.empty()) return std::nullopt;
  return flights_.begin()->first;
}

bool Referee::deliver_due(Time now) {
  time_ = now;
  if (flights_.empty() || flights_.begin()->first > now) return false;
  const Flight flight = std::move(flights_.begin()->second);
  flights_.erase(flights_.begin());
  arrive(flight);
  return true;
}

void Referee::press(char key, Time now) {
  time_ = now;
  if (!typed_.wants(key)) return act(key);
  if (const auto kind = typed_.take(key)) run_to(*kind);
}

void Referee::act(char key) {
  if (std::string_view{"\nnduh"}.find(key) != std::string_view::npos)
    return move_on(key);
  if (key == '>' || key == '<') return turn(key == '>' ? 0 : 1);
  const bool runs = key == 'r' || key == 'R' || key == ',';
  if (!runs && key != 'p' && key != '.')
    return answer(
        "keys: Enter deliver, d drop, u twice, h behind the next, > < one "
        "host, "
        "/FIN to the next, s ss, r run on, p stop, q quit");
  if (key == 'p') answer("you stop the wire: each segment is held");
  if (key == 'r') answer("you let all run on");
  if (key == 'R') answer("no key can come: nothing is held any more");
  queue_.stop(!runs);
  while (!queue_.is_stopped() && queue_.size() > 0) arrive(*queue_.take());
}

// What becomes of the segment that is held first.
void Referee::move_on(char key) {
  if (queue_.size() == 0) return answer("nothing is held");
  const std::string first = queue_[0].words();
  if (key == 'h') {
    if (queue_.size() == 1) return answer("h: there is no next one");
    answer("you put " + first + " behind " + queue_[1].words());
    return queue_.put_behind_next();
  }
  answer("you " + (key == 'd' ? "drop " + first : "deliver " + first) +
         (key == 'u' ? " twice" : ""));
  const Flight flight = *queue_.take();
  if (key == 'd')
    return world_.tell(trace::Arrival{seconds(), flight.id, true});
  arrive(flight);
  if (key == 'u') arrive(flight);
}

// What one host sends is held, or passes.
void Referee::turn(std::size_t host) {
  const bool held = queue_.turn(host);
  answer((held ? "held from here on: what the " : "let go: what the ") +
         std::string{trace::hosts[host]} + " sends");
  while (!held)
    if (const auto flight = queue_.take_of(host))
      arrive(*flight);
    else
      return;
}

// Delivers what waits until the next one of that kind, which waits first then.
void Referee::run_to(const std::string& kind) {
  const auto sought = kind_named(kind);
  if (!sought)
    return answer("/" + kind +
                  " is no segment: /SYN, /FIN, /RST, /DATA, /ACK, /UPDATE");
  answer("you run to the next " + std::string{name(*sought)});
  if (queue_.size() > 0) arrive(*queue_.take());
  queue_.seek(*sought);
  while (const auto flight = queue_.take_to_sought()) arrive(*flight);
}

void Referee::tell_queue(Time now) {
  time_ = now;
  std::string text = queue_.words();
  if (!typed_.text().empty()) text += "; " + typed_.text();
  if (std::exchange(queue_told_, text) != text)
    world_.tell(trace::Waiting{seconds(), text});
}

}  // namespace wire
