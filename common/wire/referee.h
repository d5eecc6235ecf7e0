// The wire's referee: it decides what happens to each packet, and reports it. It has
// no descriptor and no clock: packets, keys and the time come in; events of the
// trace, and packets that arrive, go out. So it is tested, and fuzzed, without a
// network.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/host/counters.h"
#include "common/host/kernel.h"
#include "common/packet/packet.h"
#include "common/trace/connections.h"
#include "common/trace/trace.h"
#include "common/wire/queue.h"
#include "common/wire/rules.h"
#include "common/wire/typed.h"

namespace wire {

using Bytes = std::span<const std::byte>;
using Time = std::chrono::nanoseconds;  // since the wire began

// A host is a number here: its place in trace::hosts.
inline trace::Host host_of(std::size_t host) {
  return static_cast<trace::Host>(host);
}

struct Orders {
  std::vector<Rule> rules{};
  std::chrono::microseconds delay{};  // of each direction
  bool steps = false;                 // each segment waits for a key, at first
  bool looks = true;                  // asks the kernels for their states
  std::size_t data_bytes = 64;        // of each payload, for the trace
};

// What the referee has done in the world.
struct World {
  // What the host's kernel says of a socket: "ESTAB", and so on. See kernel.h.
  std::function<host::Socket(std::size_t host, const packet::Endpoint& local,
                             const packet::Endpoint& peer)>
      look;
  // The accept queue of the host's listener there, if it has one.
  std::function<std::optional<host::AcceptQueue>(std::size_t host,
                                                 const packet::Endpoint& local)>
      accept_queue;
  // What the host's TCP has counted.
  std::function<host::Counters(std::size_t host)> counters;
  // A packet arrives at the host. Returns 0, or the errno that says why not.
  std::function<int(std::size_t host, Bytes packet)> deliver;
  std::function<void(const trace::Event& event)> tell;
  std::function<void(Bytes packet)> record;  // it was on the wire
};

class Referee {
 public:
  Referee(Orders orders, World world)
      : orders_{std::move(orders)}, world_{std::move(world)} {}
  Referee(const Referee&) = delete;
  Referee& operator=(const Referee&) = delete;

  // A host has sent a packet.
  void take(std::size_t from, Bytes packet, Time now);

  // A program has reported a call: what the kernels said before may be old.
  void doubt() { ++doubts_; }

  // When the next packet arrives that was delayed.
  [[nodiscard]] std::optional<Time> next_arrival() const;
  // Lets one arrive whose time has come. Returns whether there was one.
  bool deliver_due(Time now);

  // A key: n or Enter, d, u, h, r, p, >, < or those of a search (see wire --help).
  // R is r, where nobody can press a key any more; , and . are r and p without words,
  // for a program that holds calls, too.
  void press(char key, Time now);
  // Whether it belongs to a search.
  [[nodiscard]] bool wants(char key) const { return typed_.wants(key); }
  // Nothing that a key holds would go on without one.
  [[nodiscard]] bool needs_keys() const { return queue_.is_stopped(); }
  // What waits for a key, if that has changed; see trace::Waiting.
  void tell_queue(Time now);

  // Asks the kernels for the states of connections, and tells what has changed: of
  // those that a packet has reached since the last look; of the next `most`; of all.
  // The last two tell of the queues, too.
  void look_at_changed(Time now);
  void look_around(std::size_t most, Time now);
  void look_at_all(Time now) { look_around(watched_.size(), now); }
  [[nodiscard]] bool looks() const {
    return orders_.looks && !watched_.empty();
  }

 private:
  // A connection, and what the two kernels said of it last.
  struct Watched {
    trace::Connection* connection;
    std::size_t opener;  // the host that opened it
    std::array<std::string_view, 2> states{"gone", "gone"};
    trace::Queues queues{};
    trace::Queues told{};         // the queues, in the trace
    std::array<bool, 2> began{};  // it has had a socket of its own
    bool changed = false;         // a packet has reached one of them since
    bool plain = false;           // nothing but data and ACKs since
    Time looked{};                // when that was
    long doubts = 0;              // and how many there were
    Time passed{};                // when a segment of it last got through
  };

  // What the rules say of a segment.
  struct Verdict {
    bool drop = false;
    bool refuse = false;
    bool twice = false;
    std::chrono::microseconds delay{};
    const Rule* holder = nullptr;
    const Rule* spoiler = nullptr;
  };

  void pass(std::size_t from, const packet::Packet& segment, Bytes bytes);
  void pass(std::size_t from, const packet::Datagram& datagram, Bytes bytes);
  void pass(std::size_t from, const packet::NoSegment& other, Bytes bytes);
  Watched& watch(std::size_t from, const packet::Packet& segment);
  [[nodiscard]] bool is_fresh(const Watched& watched) const;
  void look(Watched& watched);
  void tell_queues(Watched& watched);
  Verdict judge(const trace::Segment& segment, Watched& watched);
  void react(const trace::Segment& segment, const Watched& watched);
  std::vector<std::byte> spoil(const Rule& rule, Bytes bytes);
  void release(const Rule& rule);
  void refuse(std::size_t from, Bytes bytes);
  void inject(const Rule& rule, const Watched& watched);
  // Return 0, or why the packet cannot be delivered.
  int fly(Flight flight, Bytes bytes, std::chrono::microseconds delay);
  int deliver(const Flight& flight, Bytes bytes);
  int knock(std::size_t host, const Watched& watched, Bytes bytes);
  [[nodiscard]] std::string how_many_wait(std::size_t host,
                                          const Watched& watched) const;
  void tell_queue_note();
  void arrive(const Flight& flight);
  void act(char key);
  void move_on(char key);
  void turn(std::size_t host);
  void run_to(const std::string& kind);
  void tell(const std::string& text) const;
  void answer(const std::string& text) const;  // a key
  void tell_failure(std::size_t from, int error) const;
  [[nodiscard]] double seconds() const;

  Orders orders_;
  World world_;
  Time time_{};
  long last_id_ = 0;
  long doubts_ = 0;
  bool cut_ = false;
  std::set<std::string> hidden_;  // reasons why packets have no row
  trace::Connections connections_;
  std::vector<Watched> watched_;           // by the connection's number, less 1
  std::vector<int> changed_;               // the numbers of those that are
  std::optional<trace::Note> queue_note_;  // of the queue that it has met
  std::string spoiled_;                    // how it arrives, if not as sent
  std::size_t next_look_ = 0;
  std::multimap<Time, Flight> flights_;               // by their arrival
  std::vector<std::pair<const Rule*, Flight>> held_;  // by a rule
  Queue queue_{orders_.steps};                        // held by keys
  Typed typed_;
  std::string queue_told_ = Queue{false}.words();
};

}  // namespace wire
