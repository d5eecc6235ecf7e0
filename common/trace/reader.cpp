#include "common/trace/reader.h"

#include <utility>

namespace trace {
namespace {

// Calls bear the time of their program, and reach the trace a little later.
constexpr double most_back = 1;  // in seconds
constexpr std::size_t most_open_calls = 10'000;
constexpr std::size_t most_sent = 10'000;

template <typename Key, typename Value>
void forget_oldest(std::map<Key, Value>& known, std::size_t most) {
  if (known.size() > most) known.erase(known.begin());
}

}  // namespace

std::variant<Moment, BadLine> TraceReader::read(std::string_view line) {
  auto parsed = from_json(line);
  if (auto* bad = std::get_if<BadLine>(&parsed)) return std::move(*bad);
  Moment moment{std::move(std::get<Event>(parsed))};

  if (const auto* beginning = std::get_if<Version>(&moment.event)) {
    if (beginning->version > newest_version)
      return BadLine{0, newer_version(*beginning)};
    return moment;  // its time is that of no event
  }
  const double t = std::visit([](const auto& e) { return e.t; }, moment.event);
  if (begun_ && t < last_t_ - most_back)
    return BadLine{0, "it is from before the line above it"};

  if (const auto* call = std::get_if<Call>(&moment.event)) {
    open_calls_[{call->host, call->pid, call->id}] = *call;
    forget_oldest(open_calls_, most_open_calls);
  } else if (const auto* end = std::get_if<Return>(&moment.event)) {
    auto begin = open_calls_.extract({end->host, end->pid, end->id});
    if (begin.empty()) return BadLine{0, "it returns from a call never begun"};
    moment.call = std::move(begin.mapped());
  } else if (auto* segment = std::get_if<Segment>(&moment.event)) {
    if (frames_) frames_->name(*segment);
    Segment kept = *segment;
    kept.data = {};  // it may be large, and an arrival shows none
    sent_[segment->id] = std::move(kept);
    forget_oldest(sent_, most_sent);
  } else if (const auto* packet = std::get_if<OtherPacket>(&moment.event)) {
    sent_[packet->id] = *packet;
    forget_oldest(sent_, most_sent);
  } else if (const auto* arrival = std::get_if<Arrival>(&moment.event)) {
    const auto sent = sent_.find(arrival->id);
    if (sent == sent_.end())
      return BadLine{0, "a segment arrives that was not sent"};
    if (const auto* s = std::get_if<Segment>(&sent->second))
      moment.segment = *s;
    else
      moment.packet = std::get<OtherPacket>(sent->second);
  }
  begun_ = true;
  last_t_ = t;
  return moment;
}

}  // namespace trace
