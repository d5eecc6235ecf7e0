// The connections that a wire or a capture has seen, and what a segment is
// within its own.
//
// Its numbers count from the sender's SYN. Only a SYN or SYN ACK tells where
// they begin. In a connection that is seen from its middle on they begin with 1.
//
//   retransmission     a part of it has been sent before, or the receiver has
//                      acknowledged it. It may be longer than the first one.
//   out of order       it fills a hole that earlier segments have left, and no
//                      byte of it was sent before. A capture shows this where
//                      packets overtake each other. But a hole is filled by a
//                      retransmission (the first one was lost before it could
//                      be captured) if two duplicate ACKs have asked for it, or
//                      if it comes a round trip later than the last new
//                      segment: a sender cannot know of the loss before.
//   keep-alive probe   no byte, or one that is acknowledged, one number before
//                      the next
//   zero-window probe  the same, or the next byte alone, while the receiver's
//                      window is zero
//   duplicate ACK      nothing but the same acknowledgement and window again,
//                      if it answers no probe
//   window update      nothing but the same acknowledgement with another window,
//                      if it answers no keep-alive probe
//
// The window of a SYN has no scale. The next one has, so it is rounded: it is the
// same window if it differs by less than the scale can say.
//
// These are the names that Wireshark uses, and nearly its rules: it compares the
// windows of a SYN ACK and of the next ACK as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/packet/packet.h"
#include "common/trace/trace.h"

namespace trace {

// What is known of one direction of a connection.
struct Direction {
  enum class Begin { unknown, guessed, told };  // by a SYN
  Begin begin = Begin::unknown;
  std::uint32_t first = 0;  // the sequence number of its SYN
  std::int64_t next = 0;    // behind the last that was sent; counts on where
                            // sequence numbers wrap around
  std::int64_t seen = 0;    // the same, less what only an ACK tells of
  std::vector<std::pair<std::int64_t, std::int64_t>> holes{};  // not yet seen
  double next_at = 0;     // when `next` was last moved, in seconds
  int window_scale = -1;  // as its SYN offered it; -1: not at all
  std::uint8_t syns = 0;  // the flags of those that were seen

  // Of its last segment.
  bool acknowledges = false;
  std::uint32_t ack = 0;
  std::uint32_t window = 0;
  std::uint32_t window_unit = 1;  // by less than this, no window is another
  bool probes = false;            // it asks for an ACK, and brings nothing new
  int duplicate_acks = 0;         // in a row
};

struct Connection {
  int number = 0;
  packet::Endpoint opener;  // who sent the first segment that was seen
  packet::Endpoint other;
  std::string opener_text;  // as in the trace: made once, for all its segments
  std::string other_text;
  Direction from_opener{};
  Direction from_other{};
  double opened_at = 0;   // when the first SYN was sent
  double round_trip = 0;  // of the opening handshake; 0: not known
  bool replaced = false;  // a newer one has the same 4-tuple
};

class Connections {
 public:
  // The connection of that packet: a known one, or a new one. A SYN that is not
  // the SYN of the newest with this 4-tuple begins another.
  Connection& find(const packet::Packet& packet);

  // How many there have been; and how many are known.
  [[nodiscard]] int count() const { return count_; }
  [[nodiscard]] std::size_t known() const { return known_.size(); }

  // Memory has its limit: forgets the one that has been silent longest. Returns
  // its number. What it sends later is of a new connection. There must be one.
  int forget_oldest();

  // That segment has this id: an ICMP error may quote it soon.
  void remember(const packet::Packet& packet, const Segment& segment);

  // What the trace says of a datagram, but for id, time, host and fate.
  [[nodiscard]] OtherPacket describe(const packet::Datagram& datagram) const;

 private:
  struct Remembered {
    packet::Endpoint source;
    packet::Endpoint destination;
    std::uint32_t seq = 0;
    std::uint8_t flags = 0;
    long id = 0;
    std::uint32_t relative_seq = 0;
    std::uint32_t length = 0;
  };

  using Ends = std::pair<packet::Endpoint, packet::Endpoint>;

  int count_ = 0;
  std::list<Connection> known_;  // the one that was heard last is in front
  std::map<Ends, std::list<Connection>::iterator> newest_;
  std::deque<Remembered> remembered_;  // the last ones
};

// What the trace says of a packet, but for id, hosts, fate and states; and takes
// note of it in its connection. `data_bytes`: so many of the payload. `t`: in
// seconds.
Segment describe(Connection& connection, const packet::Packet& packet,
                 std::size_t data_bytes, double t = 0);

}  // namespace trace
