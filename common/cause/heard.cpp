#include "common/cause/heard.h"

namespace cause {
namespace {

constexpr std::size_t most_arrived = 4096;
constexpr std::size_t enough_arrived = 64;  // of those that ask for nothing

}  // namespace

std::uint32_t end_of(const trace::Segment& segment) {
  return segment.seq + segment.length + has(segment, packet::SYN) +
         has(segment, packet::FIN);
}

void Side::take(const Arrived& segment, std::uint32_t its_window) {
  arrived.push_back(segment);
  while (arrived.size() > most_arrived ||
         (arrived.size() > enough_arrived &&
          (arrived.front().answered || !arrived.front().is_numbered())))
    arrived.pop_front();
  if (!segment.has(packet::ACK) || segment.has(packet::RST)) return;
  if (segment.kind == trace::SegmentKind::duplicate_ack) ++duplicate_acks;
  const Room now{true, segment.ack, segment.ack + its_window, its_window};
  if (room.known && (ahead(now.ack, room.ack) < 0 ||
                     (now.ack == room.ack && now.edge == room.edge)))
    return;  // it is old, or nothing new
  room_before = room;
  room = now;
  room_order = segment.order;
  room_t = segment.t;
  room_id = segment.id;
}

void Side::take_late(long id, double at, long order_now) {
  for (Arrived& one : arrived)
    if (one.id == id) {
      one.t = at;
      one.order = order_now;
    }
  if (room_id != id) return;
  room_t = at;
  room_order = order_now;
}

// What it acknowledges now is answered; what has come twice is so only once.
void Side::note_acknowledged(std::uint32_t now) {
  std::uint32_t known = acknowledges ? ack : 0;
  for (Arrived& one : arrived) {
    if (!one.is_numbered() || ahead(one.end, now) > 0 ||
        ahead(one.end, known) <= 0)
      continue;
    known = one.end;
    one.answered = true;
  }
}

void Side::note_sent(const trace::Segment& segment, long order_now) {
  using Kind = trace::SegmentKind;
  const std::uint32_t end = end_of(segment);
  sends_again = segment.kind == Kind::retransmission;
  probes = segment.kind == Kind::keep_alive_probe ||
           segment.kind == Kind::zero_window_probe;
  if (has(segment, packet::RST)) return;
  if (!sent_any || ahead(end, next) > 0) next = end;
  if (end != segment.seq) duplicate_acks = 0;
  sent_any = true;
  order = order_now;
  t = segment.t;
  ended = ended || has(segment, packet::FIN);
  if (!has(segment, packet::ACK)) return;
  note_acknowledged(segment.ack);
  acknowledges = true;
  ack = segment.ack;
  window = segment.window;
}

}  // namespace cause
