#include "common/verify/matcher.h"

#include <string>
#include <string_view>
#include <variant>

#include "common/trace/frames.h"

namespace verify {
namespace {

using Verb = Expectation::Verb;

// "..." in the pattern stands for anything.
bool matches_text(std::string_view pattern, std::string_view text) {
  constexpr std::string_view dots = "...";
  auto next = pattern.find(dots);
  if (next == pattern.npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, next))) return false;
  text.remove_prefix(next);
  pattern.remove_prefix(next + dots.size());
  // What stands between two of them is taken where it first comes: if it fits
  // at all, it fits there.
  while ((next = pattern.find(dots)) != pattern.npos) {
    const auto place = text.find(pattern.substr(0, next));
    if (place == text.npos) return false;
    text.remove_prefix(place + next);
    pattern.remove_prefix(next + dots.size());
  }
  return text.ends_with(pattern);
}

bool matches_segment(const Expectation& e, const trace::Segment& s) {
  const bool again = s.kind == trace::SegmentKind::retransmission;
  if (again != (e.verb == Expectation::Verb::retransmits)) return false;
  if (e.kind && s.kind != *e.kind) return false;
  if ((s.flags & e.flags) != e.flags) return false;
  if (e.data && s.length == 0) return false;
  if (e.length && s.length != *e.length) return false;
  if (e.fate && s.fate != *e.fate) return false;
  // What an RST says of a window has no meaning.
  if (e.window && (s.window != *e.window || has(s, packet::RST))) return false;
  if (!trace::has_frames(s.frames, e.frames)) return false;
  const bool bare =
      s.length == 0 && !has(s, packet::SYN | packet::FIN | packet::RST);
  return e.flags != packet::ACK || e.data || bare;
}

bool matches_packet(const Expectation& e, const trace::OtherPacket& p) {
  if (e.protocol != p.protocol &&
      !(e.protocol == "ICMP" && p.protocol == "ICMPv6"))
    return false;
  if (e.fate && p.fate != *e.fate) return false;
  if (e.length && p.text != "len " + std::to_string(*e.length)) return false;
  return e.pattern.empty() || matches_text(e.pattern, p.text);
}

// A pattern without arguments is the call's name: "recv".
bool matches_call(std::string_view pattern, std::string_view text) {
  const bool name = pattern.find_first_of("(.") == pattern.npos;
  return matches_text(pattern, name ? text.substr(0, text.find('(')) : text);
}

bool matches_result(const Expectation& e, long long result,
                    const std::string& error) {
  if (e.compare == Expectation::Result::any) return true;
  if (e.compare == Expectation::Result::at_least) return result >= e.result;
  return result == e.result && (e.error.empty() || error == e.error);
}

bool matches_data(const Expectation& e, const Deed& deed) {
  if (e.pattern.empty()) return !deed.data_alone;
  if (!deed.data) return false;
  const std::string_view data = *deed.data;
  return data.starts_with(e.pattern) ||
         (deed.cut && e.pattern.starts_with(data));
}

bool matches_deed(const Expectation& e, const Deed& deed) {
  if (deed.host != e.host ||
      (e.connection != 0 && deed.connection != e.connection))
    return false;
  switch (deed.kind) {
    case Deed::Kind::connects:
      return e.verb == Verb::connects;
    case Deed::Kind::sends_data:
      return e.verb == Verb::sends_data && matches_data(e, deed);
    case Deed::Kind::ends_sending:
      return e.verb == Verb::ends_sending;
    case Deed::Kind::closes:
      return e.verb == Verb::closes;
    case Deed::Kind::reads:
      return e.verb == Verb::reads &&
             matches_result(e, deed.result, deed.error);
  }
  return false;
}

}  // namespace

bool matches(const Expectation& e, const Fact& fact) {
  const auto here = [&](trace::Host host, int connection) {
    return host == e.host && (e.connection == 0 || connection == e.connection);
  };
  if (fact.deed) return matches_deed(e, *fact.deed);
  const trace::Event& event = *fact.event;
  if (const auto* call = std::get_if<trace::Call>(&event))
    return e.verb == Verb::call && here(call->host, fact.connection) &&
           matches_call(e.pattern, call->text);
  if (const auto* end = std::get_if<trace::Return>(&event))
    return e.verb == Verb::returns && here(end->host, fact.connection) &&
           !fact.call.empty() &&
           e.pattern == fact.call.substr(0, fact.call.find('(')) &&
           matches_result(e, end->result, end->error);
  if (const auto* segment = std::get_if<trace::Segment>(&event))
    return (e.verb == Verb::sends || e.verb == Verb::retransmits) &&
           e.protocol.empty() && here(segment->from, segment->connection) &&
           matches_segment(e, *segment);
  if (const auto* packet = std::get_if<trace::OtherPacket>(&event))
    return e.verb == Verb::sends && !e.protocol.empty() &&
           here(packet->from, packet->connection) && matches_packet(e, *packet);
  if (const auto* state = std::get_if<trace::State>(&event))
    return e.verb == Verb::state && here(state->host, state->connection) &&
           (e.pattern.empty() || state->to == e.pattern);
  if (const auto* note = std::get_if<trace::Note>(&event))
    return e.verb == Verb::note && matches_text(e.pattern, note->text);
  return false;
}

bool is_outcome(const Expectation& e) {
  return e.verb == Verb::returns || e.verb == Verb::connects ||
         e.verb == Verb::reads;
}

bool is_about_calls(const Expectation& e) {
  return e.verb <= Verb::reads || e.verb == Verb::sends_data;
}

bool is_outcome(const Fact& fact) {
  if (!fact.deed) return std::holds_alternative<trace::Return>(*fact.event);
  return fact.deed->kind == Deed::Kind::connects ||
         fact.deed->kind == Deed::Kind::reads;
}

trace::Host host_of(const Fact& outcome) {
  return outcome.deed ? outcome.deed->host
                      : std::get<trace::Return>(*outcome.event).host;
}

bool is_whole(const Expectation& e) {
  return e.mode != Expectation::Mode::next;
}

bool is_free(const Expectation& e) {
  return is_outcome(e) && !is_whole(e) &&
         e.block != Expectation::Block::any_number;
}

std::string what(const Expectation& e) {
  switch (e.verb) {
    case Verb::call:
      return e.pattern;
    case Verb::ends_sending:
      return "end of sending";
    case Verb::closes:
      return "last close";
    default:
      return "data";
  }
}

}  // namespace verify
