// Why data and a FIN leave, for the first time and again; and a RST.
#include "common/cause/causes.h"
#include "common/cause/rules.h"

namespace cause {
namespace {

constexpr double a_while =
    0.010;  // in seconds: the wire has read what had left
constexpr double long_ago = 0.5;
constexpr int enough_duplicates = 3;  // RFC 5681, section 3.2

constexpr const char* made_room = "an ACK made room";
constexpr const char* made_room_for = "an ACK made room: ";

// The window that the peer had offered before did not reach so far.
bool waited_for_room(const Leaving& leaving) {
  const Side& own = leaving.own;
  const std::uint32_t end = leaving.segment.seq + leaving.segment.length;
  return own.room_before.known && ahead(end, own.room_before.edge) > 0;
}

// The same; or it did not leave for a while, and then came an ACK.
bool had_to_wait(const Leaving& leaving, const Made& made) {
  const Side& own = leaving.own;
  if (own.room_order <= made.order) return false;
  if (waited_for_room(leaving)) return true;
  return made.end_order != 0 && made.end_order < own.room_order &&
         own.room_t - made.end_t > a_while &&
         leaving.segment.t - own.room_t < a_while;
}

std::string refuses(const Arrived& one) {
  if (one.has(packet::SYN))
    return one.has(packet::ACK) ? "refuses a SYN ACK" : "refuses a SYN";
  if (one.has(packet::FIN)) return "refuses a FIN";
  return one.is_numbered() ? "refuses data" : "refuses an ACK";
}

// The first that has this number, and no answer. An ACK that came while there was a
// socket may have the same number, so data goes first.
Arrived* refused_by(const trace::Segment& reset, Side& own) {
  const bool with_ack = has(reset, packet::ACK);
  Arrived* found = nullptr;
  for (Arrived& one : own.arrived) {
    if (one.answered || one.has(packet::ACK) == with_ack) continue;
    if (with_ack ? one.end != reset.ack : one.ack != reset.seq) continue;
    if (one.is_numbered() && one.order > own.order) return &one;
    found = &one;
  }
  return found;
}

}  // namespace

std::string why_bytes(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  const bool fin = has(s, packet::FIN);
  const Side& own = leaving.own;
  Calls::Found found = s.length > 0
                           ? leaving.calls.writing(leaving.place, s.length)
                           : Calls::Found{};
  if (fin) {
    const bool waited = own.room.known && own.room_t > own.t - long_ago &&
                        s.t - own.room_t < a_while;
    found = leaving.calls.ending(leaving.place, s.t, waited || s.length > 0);
  }
  if (found.made != nullptr) {
    const std::string& call = found.made->call.text;
    return s.length > 0 && had_to_wait(leaving, *found.made)
               ? made_room_for + call
               : call;
  }
  if (s.length > 0 && waited_for_room(leaving)) return made_room;
  if (!found.none) return std::string{unknown};
  return std::string{fin ? untold_end : untold_write};
}

std::string why_again(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  const Side& own = leaving.own;
  if (has(s, packet::SYN)) {
    if (has(s, packet::ACK))
      for (Arrived& one : leaving.own.arrived)
        if (one.has(packet::SYN) && one.order > own.order && !one.answered) {
          one.answered = true;
          return "answers a SYN again";
        }
    return "retransmission timer";
  }
  bool silent = true;  // nothing has come since it last sent
  bool lately = false;
  for (const Arrived& one : own.arrived) {
    silent = silent && one.order < own.order;
    lately = lately || (one.order > own.order && s.t - one.t < fresh);
  }
  // tcp_retransmit_timer() enters Loss and counts before it sends,
  // tcp_fastretrans_alert() enters Recovery; tcp_send_loss_probe() neither.
  if (s.congestion == "Recovery") return "fast retransmission";
  if (s.congestion == "Loss" && s.timeouts > 0)
    return lately ? std::string{unknown} : "retransmission timer";
  if (s.congestion == "Loss")
    return silent ? std::string{unknown} : "recovery after a timeout";
  if (s.congestion == "Open" || s.congestion == "CWR") return "tail-loss probe";
  if (!s.congestion.empty()) return std::string{unknown};
  if (own.duplicate_acks >= enough_duplicates) return "fast retransmission";
  return silent ? "retransmission timer or tail-loss probe"
                : std::string{unknown};
}

// The kernel resets by itself without ACK what had one, and with ACK what had none:
// tcp_v4_send_reset() of net/ipv4/tcp_ipv4.c. With ACK it is a decision of its own.
std::string why_reset(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  Side& own = leaving.own;
  if (Arrived* one = refused_by(s, own)) {
    one->answered = true;
    return refuses(*one);
  }
  if (!has(s, packet::ACK)) return std::string{unknown};
  if (const Made* made = leaving.calls.aborting(leaving.place, s.t))
    return made->call.text;
  const bool silent =
      own.arrived.empty() || own.arrived.back().order < own.order;
  if (own.probes && silent && own.room.window != 0)
    return "keep-alive gives up";
  // Before its FIN, no other timer resets.
  if (!own.ended && !own.probes) return std::string{untold_abort};
  return std::string{unknown};
}

}  // namespace cause
