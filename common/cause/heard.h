// What one side of a connection has sent, and what has arrived there: from this its
// kernel decides what it answers.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "common/trace/trace.h"

namespace cause {

// A segment that has arrived, less its bytes.
struct Arrived {
  long id = 0;
  double t = 0;
  long order = 0;
  packet::Flags flags = 0;
  std::uint32_t seq = 0;
  std::uint32_t end = 0;  // the number behind its last
  std::uint32_t ack = 0;
  trace::SegmentKind kind = trace::SegmentKind::ordinary;
  bool persists = false;  // a probe of the persist timer
  bool answered = false;

  [[nodiscard]] bool has(packet::Flags flag) const {
    return (flags & flag) != 0;
  }
  [[nodiscard]] bool is_numbered() const { return end != seq; }
};

// What the peer lets it send: up to `edge`.
struct Room {
  bool known = false;
  std::uint32_t ack = 0;
  std::uint32_t edge = 0;
  std::uint32_t window = 0;
};

struct Side {
  // Of what it has sent.
  bool sent_any = false;
  std::uint32_t next = 0;  // the number behind its last
  bool acknowledges = false;
  std::uint32_t ack = 0;
  std::uint32_t window = 0;
  long order = 0;       // of its last segment
  double t = 0;         // the same
  int opener = 0;       // the process that has opened the connection from here
  bool lived = false;   // its kernel has had a socket for it
  bool ended = false;   // it has sent a FIN
  bool probes = false;  // its last segment was a probe
  bool sends_again = false;  // it was a retransmission

  // Of what has arrived there.
  std::deque<Arrived> arrived;  // the last ones
  Room room;
  Room room_before;  // the last change of it: another edge, or a new ACK
  long room_order = 0;
  double room_t = 0;
  long room_id = 0;        // the segment that has told it
  int duplicate_acks = 0;  // since it last sent new data, or sent any again

  void take(const Arrived& segment, std::uint32_t its_window);
  // It was delayed, as only its arrival tells: then it was not here before.
  void take_late(long id, double at, long order_now);
  void note_sent(const trace::Segment& segment, long order);
  void note_acknowledged(std::uint32_t now);
};

// How far `a` is ahead of `b`; the numbers wrap around. RFC 9293, section 3.4.
constexpr std::int32_t ahead(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

// The number behind the last of that segment: SYN and FIN count as one.
std::uint32_t end_of(const trace::Segment& segment);

}  // namespace cause
