// What the two kernels say of the connections.
#include <algorithm>
#include <chrono>
#include <utility>

#include "common/wire/referee.h"

namespace wire {
namespace {

// Between two ends that are ESTAB, nothing but a SYN, FIN or RST, or a program's
// call, changes a state; other calls and timers are noticed within this.
constexpr std::chrono::microseconds longest_trust{100};

}  // namespace

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

}  // namespace wire
