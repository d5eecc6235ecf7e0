#include "common/cause/rules.h"

#include "common/cause/causes.h"

namespace cause {
namespace {

using Kind = trace::SegmentKind;

// The kernel of its host was asked, and has never had a socket for it: no TCP has
// sent it.
bool is_forged(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  const std::string& state =
      s.from == trace::Host::client ? s.client : s.server;
  return state == "gone" && !leaving.own.lived;
}

std::string why_syn(const Leaving& leaving) {
  if (!has(leaving.segment, packet::ACK)) {
    const Made* made = leaving.calls.connecting(leaving.place);
    if (made == nullptr)
      return std::string{is_forged(leaving) ? forged : untold_connect};
    leaving.own.opener = made->call.pid;
    leaving.calls.note_opener(made->call.pid);
    return made->call.text;
  }
  for (Arrived& one : leaving.own.arrived)
    if (one.has(packet::SYN) && !one.has(packet::ACK) && !one.answered) {
      one.answered = true;
      return "answers a SYN";
    }
  return std::string{unknown};
}

// A forged segment may make the wire count more numbers than its sender has used.
bool is_probe(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  const bool looks_so =
      s.kind == Kind::keep_alive_probe || s.kind == Kind::zero_window_probe;
  const Side& own = leaving.own;
  return looks_so && (s.length > 0 || !own.sent_any || s.seq != own.next);
}

std::string why_probe(const Leaving& leaving) {
  const Room& room = leaving.own.room;
  const bool no_room = room.known && room.window == 0;
  if (leaving.segment.kind == Kind::zero_window_probe || no_room)
    return std::string{persist_timer};
  return "keep-alive timer";
}

}  // namespace

std::string why(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  if (s.fate == trace::Fate::injected) return "a rule of the wire";
  if (has(s, packet::RST)) return why_reset(leaving);
  if (s.kind == Kind::retransmission) return why_again(leaving);
  if (has(s, packet::SYN)) return why_syn(leaving);
  if (is_probe(leaving)) return why_probe(leaving);
  if (is_forged(leaving)) return std::string{forged};
  if (s.kind == Kind::out_of_order) return std::string{unknown};
  if (s.length > 0 || has(s, packet::FIN)) return why_bytes(leaving);
  return why_ack(leaving);
}

}  // namespace cause
