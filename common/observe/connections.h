// The connections that a wire or a capture has seen, and what a segment means
// within its own: numbers relative to the SYN, sent again or not. A connection
// that is seen from its middle on counts as if its SYNs had just passed: its
// numbers begin with 1.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "common/observe/packet.h"
#include "common/observe/trace.h"

namespace observe {

// What is known of one direction of a connection.
struct Direction {
  bool seen = false;
  std::uint32_t first = 0;  // the sequence number of its SYN
  std::uint32_t next = 0;   // behind the last that was sent
  int window_scale = -1;    // as its SYN offered it; -1: not at all
};

struct Connection {
  int number = 0;
  Endpoint opener;  // who sent the first segment that was seen
  Endpoint other;
  std::string opener_text;  // as in the trace: made once, for all its segments
  std::string other_text;
  Direction from_opener{};
  Direction from_other{};
  bool replaced = false;  // a newer one has the same four numbers
};

class Connections {
 public:
  // The connection of that packet: a known one, or a new one. A SYN that is not
  // the SYN of the newest with these four numbers begins another.
  Connection& find(const Packet& packet);

  // All of them, in the order of their numbers.
  std::deque<Connection>& all() { return all_; }

 private:
  std::deque<Connection> all_;
  std::map<std::pair<Endpoint, Endpoint>, Connection*> newest_;
};

// What the trace says of a packet, but for id, times, hosts, fate and states;
// and takes note of it in its connection. `data_bytes`: so many of the payload.
Segment describe(Connection& connection, const Packet& packet,
                 std::size_t data_bytes);

}  // namespace observe
