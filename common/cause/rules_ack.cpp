// Why a segment leaves that is nothing but an ACK.
#include "common/cause/causes.h"
#include "common/cause/rules.h"

namespace cause {
namespace {

using Kind = trace::SegmentKind;

// The timer of a delayed ACK runs 40 ms at least: TCP_DELACK_MIN of include/net/tcp.h.
// The kernel counts in ticks of up to 4 ms.
constexpr double delayed = 0.036;

// What has come, and no ACK has said so until now.
struct News {
  bool syn_ack = false;
  bool fin = false;
  bool data = false;
  double first_t = 0;
  double last_t = 0;
  long first_order = 0;
};

News acknowledged(Side& own, std::uint32_t ack) {
  News news;
  std::uint32_t known = own.acknowledges ? own.ack : 0;
  for (Arrived& one : own.arrived) {
    if (!one.is_numbered() || one.has(packet::RST)) continue;
    // What has come twice is answered twice.
    if (ahead(one.end, ack) > 0 || ahead(one.end, known) <= 0) continue;
    known = one.end;
    if (news.first_order == 0) {
      news.first_order = one.order;
      news.first_t = one.t;
    }
    news.last_t = one.t;
    news.syn_ack = news.syn_ack || one.has(packet::SYN);
    news.fin = news.fin || one.has(packet::FIN);
    news.data = news.data || !one.has(packet::SYN | packet::FIN);
    one.answered = true;
  }
  return news;
}

std::string why_new(const Leaving& leaving, const News& news) {
  if (news.syn_ack) return "answers a SYN ACK";
  if (news.fin) return "acknowledges a FIN";
  if (!news.data) return std::string{unknown};
  const double t = leaving.segment.t;
  const bool read =
      leaving.calls.reading(leaving.place, news.first_order) != nullptr;
  if (read) return "acknowledges data";
  if (t - news.last_t >= delayed) return "delayed ACK";
  return t - news.first_t < delayed ? "acknowledges data at once"
                                    : "acknowledges data";
}

// What an arrival asks for that brings nothing new; empty: nothing.
std::string answer_to(const Arrived& one, const Side& own) {
  if (one.has(packet::RST)) return "challenge ACK";
  if (one.has(packet::SYN))
    return one.has(packet::ACK) ? "answers a SYN ACK again" : "challenge ACK";
  if (one.kind == Kind::keep_alive_probe || one.kind == Kind::zero_window_probe)
    return one.persists ? "answers a zero-window probe"
                        : "answers a keep-alive probe";
  if (!one.is_numbered()) return {};
  const char* again =
      one.has(packet::FIN) ? "a FIN came again" : "data came again";
  if (ahead(one.end, own.ack) <= 0) return again;
  if (ahead(one.seq, own.ack) > 0) return "duplicate ACK: bytes are missing";
  return own.window == 0 ? "no room for the data" : std::string{};
}

// A SYN in the middle of a connection, of which the trace has not seen the begin.
Arrived* syn_before_anything(Side& own) {
  if (own.sent_any) return nullptr;
  for (Arrived& one : own.arrived)
    if (one.has(packet::SYN) && !one.has(packet::ACK) && !one.answered)
      return &one;
  return nullptr;
}

// The first arrival that asks for this ACK, and has had none.
Arrived* asked_by(Side& own, double t) {
  for (Arrived& one : own.arrived)
    if (!one.answered && !answer_to(one, own).empty() &&
        (one.order > own.order || t - one.t < fresh))
      return &one;
  return nullptr;
}

}  // namespace

std::string why_ack(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  Side& own = leaving.own;
  if (Arrived* syn = syn_before_anything(own)) {
    syn->answered = true;
    return "challenge ACK";
  }
  if (!own.acknowledges || ahead(s.ack, own.ack) > 0)
    return why_new(leaving, acknowledged(own, s.ack));
  if (s.ack != own.ack) return std::string{unknown};

  const bool update = s.kind == Kind::window_update && s.window > own.window;
  const Made* read = leaving.calls.reading(leaving.place, own.order);
  Arrived* asked = asked_by(own, s.t);
  if (asked != nullptr) {
    std::string answer = answer_to(*asked, own);
    const bool is_fresh = s.t - asked->t < fresh;
    asked->answered = true;
    if (!update || read == nullptr) return answer;
    if (is_fresh) return std::string{unknown};
  }
  if (!update) return std::string{unknown};
  return read != nullptr ? read->call.text : std::string{untold_read};
}

}  // namespace cause
