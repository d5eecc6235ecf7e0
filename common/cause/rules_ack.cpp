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
  for (Arrived& one : own.arrived) {
    if (!one.is_numbered() || one.has(packet::RST)) continue;
    if (ahead(one.end, ack) > 0) continue;
    const bool is_new = !own.acknowledges || ahead(one.end, own.ack) > 0;
    if (!is_new) continue;
    if (news.first_order == 0)
      news.first_order = one.order, news.first_t = one.t;
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

}  // namespace

std::string why_ack(const Leaving& leaving) {
  const trace::Segment& s = leaving.segment;
  Side& own = leaving.own;
  if (!own.acknowledges || ahead(s.ack, own.ack) > 0)
    return why_new(leaving, acknowledged(own, s.ack));

  const bool grown = s.window > own.window;
  const Made* read = leaving.calls.reading(leaving.place, own.order);
  for (Arrived& one : own.arrived) {
    if (one.answered || s.ack != own.ack) continue;
    const std::string answer = answer_to(one, own);
    if (answer.empty()) continue;
    one.answered = true;
    return grown && read != nullptr && s.kind == Kind::window_update
               ? std::string{unknown}
               : answer;
  }
  if (grown && read != nullptr) return read->call.text;
  return std::string{unknown};
}

}  // namespace cause
