// The way of a packet through the wire, and its arrival.
#include <algorithm>
#include <array>
#include <utility>

#include "common/wire/referee.h"

namespace wire {

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

}  // namespace wire
