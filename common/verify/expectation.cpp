#include "common/verify/expectation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <span>
#include <utility>

#include "common/text/errno_name.h"
#include "common/text/words.h"
#include "common/trace/frames.h"

namespace verify {
namespace {

constexpr std::array<std::string_view, 5> kinds = {"SYN", "FIN", "RST", "ACK",
                                                   "DATA"};
constexpr std::array<packet::Flag, 4> flags = {  // of the kinds but DATA
    packet::SYN, packet::FIN, packet::RST, packet::ACK};
constexpr std::array<std::string_view, 5> verbs = {  // as in Expectation::Verb
    "call", "return", "sends", "retransmits", "state"};
constexpr std::array<std::string_view, 3> protocols = {"ICMP", "ICMPv6", "UDP"};
// A listener is no end of a connection: LISTEN is not among them.
constexpr std::array<std::string_view, 10> states = {
    "SYN-SENT",  "SYN-RECV", "ESTAB",      "FIN-WAIT-1", "FIN-WAIT-2",
    "TIME-WAIT", "CLOSING",  "CLOSE-WAIT", "LAST-ACK",   "gone"};

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// --- reading ----------------------------------------------------------------

// "client", or "client#2".
void read_host(text::Words& line, Expectation& e) {
  const std::string_view word = line.peek();
  const std::string_view host = word.substr(0, word.find('#'));
  const auto known = std::find(trace::hosts.begin(), trace::hosts.end(), host);
  if (host == word || known == trace::hosts.end()) {
    line.look_for("client#2");
    e.host = static_cast<trace::Host>(line.one_of(trace::hosts));
    return;
  }
  e.host = static_cast<trace::Host>(known - trace::hosts.begin());
  const char* const behind = word.data() + word.size();
  const auto [end, error] =
      std::from_chars(host.data() + host.size() + 1, behind, e.connection);
  line.look_for("a connection's number behind #, from 1");
  if (error != std::errc{} || end != behind || e.connection < 1) line.fail();
  line.take();
}

// "keep-alive probe": the first words of the kinds are all different.
void read_kind(text::Words& line, Expectation& e) {
  line.look_for("a kind (keep-alive probe)");
  for (std::size_t i = 1; i < trace::segment_kinds.size(); ++i) {
    std::string_view words = trace::segment_kinds[i];
    const std::string_view first = words.substr(0, words.find(' '));
    const auto kind = static_cast<trace::SegmentKind>(i);
    if (kind == trace::SegmentKind::retransmission || line.peek() != first)
      continue;
    line.take();
    e.kind = kind;
    while (words.find(' ') != words.npos) {
      words.remove_prefix(words.find(' ') + 1);
      line.expect(words.substr(0, words.find(' ')));
    }
    return;
  }
}

// "ICMP port unreachable dropped", "UDP 5".
void read_packet(text::Words& line, Expectation& e) {
  if (e.protocol == "UDP")
    e.length = line.take_number<std::uint32_t>("a number of bytes", 0);
  while (e.protocol != "UDP" && !line.peek().empty() &&
         !contains(trace::fates, line.peek()))
    (e.pattern += e.pattern.empty() ? "" : " ") += line.take();
  if (const auto fate = line.take(trace::fates))
    e.fate = static_cast<trace::Fate>(*fate);
}

void read_segment(text::Words& line, Expectation& e) {
  if (e.verb == Expectation::Verb::sends) {
    if (const auto protocol = line.take(protocols)) {
      e.protocol = protocols[*protocol];
      return read_packet(line, e);
    }
  }
  while (const auto kind = line.take(kinds)) {
    if (*kind < flags.size()) {
      e.flags |= flags[*kind];
      continue;
    }
    e.data = true;
    e.length = line.take_number<std::uint32_t>("a number of bytes", 1);
  }
  line.look_for("frames ([Close 1000])");
  e.frames = trace::parse_frames(line.peek_brackets());
  if (!e.frames.empty()) line.take_brackets();
  if (e.verb == Expectation::Verb::sends) read_kind(line, e);
  if (e.flags == 0 && !e.data && e.frames.empty() && !e.kind) line.fail();
  if (const auto fate = line.take(trace::fates))
    e.fate = static_cast<trace::Fate>(*fate);
}

bool is_errno(std::string_view name) {
  constexpr int last = 133;  // EHWPOISON
  int error = 1;
  while (error <= last && errno_name(error) != name) ++error;
  return error <= last;
}

void read_return(text::Words& line, Expectation& e) {
  const std::string_view name = line.peek();
  line.look_for("the name of a call, without its arguments");
  if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"
                                             "0123456789") != name.npos)
    line.fail();
  e.pattern = line.take();
  line.expect("=");
  const auto result = line.take_number("the number that it returns",
                                       std::numeric_limits<long long>::min());
  if (!result) line.fail();
  e.result = *result;
  if (e.result != -1) return;
  line.look_for("an error's name (ECONNRESET)");
  if (is_errno(line.peek())) e.error = line.take();
}

std::string read_text(text::Words& line, std::string_view what) {
  line.look_for(what);
  if (line.peek().empty()) line.fail();
  std::string text{line.take_rest()};
  // A space before the last dots is for the reader: "accept(listener ...".
  if (text.ends_with(" ...")) text.erase(text.size() - 4, 1);
  return text;
}

void read_event(text::Words& line, Expectation& e) {
  using Verb = Expectation::Verb;
  if (line.take("note")) {
    e.verb = Verb::note;
    e.pattern = read_text(line, "the text of the note");
    return;
  }
  read_host(line, e);
  // Whose connection a call is about is not known.
  const std::size_t first = e.connection == 0 ? 0 : 2;
  e.verb =
      static_cast<Verb>(first + line.one_of(std::span{verbs}.subspan(first)));
  if (e.verb == Verb::call)
    e.pattern = read_text(line, "the text of the call");
  else if (e.verb == Verb::returns)
    read_return(line, e);
  else if (e.verb == Verb::state)
    e.pattern = states[line.one_of(states)];
  else
    read_segment(line, e);
  line.end();
}

Expectation read_line(std::size_t number, std::string_view text) {
  text::Words line{text};
  Expectation e;
  e.line = number;
  e.text = text;
  if (line.take("never")) {
    e.mode = Expectation::Mode::never;
  } else if (line.take("count")) {
    e.mode = Expectation::Mode::count;
    const auto count = line.take_number("how often it happens, from 0", 0);
    if (!count) line.fail();
    e.count = *count;
  } else if (line.take("quick")) {
    line.look_for("a time (30ms)");
    const auto time = text::parse_time(line.peek());
    if (!time) line.fail();
    line.take();
    e.quick = std::chrono::duration<double>(*time).count();
  }
  read_event(line, e);
  if (e.quick && e.verb != Expectation::Verb::call)
    throw text::BadWord{1,
                        "only a call can be quick: the rest is the kernel's"};
  return e;
}

// --- judging ----------------------------------------------------------------

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

}  // namespace

bool matches(const Expectation& e, const trace::Event& event) {
  using Verb = Expectation::Verb;
  const auto here = [&](trace::Host host, int connection) {
    return host == e.host && (e.connection == 0 || connection == e.connection);
  };
  if (const auto* call = std::get_if<trace::Call>(&event))
    return e.verb == Verb::call && call->host == e.host &&
           matches_call(e.pattern, call->text);
  if (const auto* segment = std::get_if<trace::Segment>(&event))
    return (e.verb == Verb::sends || e.verb == Verb::retransmits) &&
           e.protocol.empty() && here(segment->from, segment->connection) &&
           matches_segment(e, *segment);
  if (const auto* packet = std::get_if<trace::OtherPacket>(&event))
    return e.verb == Verb::sends && !e.protocol.empty() &&
           here(packet->from, packet->connection) && matches_packet(e, *packet);
  if (const auto* state = std::get_if<trace::State>(&event))
    return e.verb == Verb::state && here(state->host, state->connection) &&
           state->to == e.pattern;
  if (const auto* note = std::get_if<trace::Note>(&event))
    return e.verb == Verb::note && matches_text(e.pattern, note->text);
  return false;
}

std::variant<std::vector<Expectation>, BadExpectation> parse_expectations(
    std::string_view text) {
  std::vector<Expectation> expectations;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const auto first = line.find_first_not_of(" \t");
    if (first == line.npos || line[first] == '#') continue;
    try {
      expectations.push_back(read_line(number, line));
    } catch (const text::BadWord& bad) {
      return BadExpectation{number, bad.column, bad.reason};
    }
  }
  return expectations;
}

std::string in_words(const trace::Event& event) {
  struct {
    std::string operator()(const trace::Version& e) const {
      return "# version " + std::to_string(e.version) + " of the trace";
    }
    std::string operator()(const trace::Call& e) const {
      return std::string{name(e.host)} + " call " + e.text;
    }
    std::string operator()(const trace::Return& e) const {
      return std::string{name(e.host)} +
             " return = " + std::to_string(e.result) +
             (e.error.empty() ? "" : " " + e.error);
    }
    std::string operator()(const trace::Segment& e) const {
      const bool again = e.kind == trace::SegmentKind::retransmission;
      std::string text{name(e.from)};
      text += again ? " retransmits" : " sends";
      for (const auto& [flag, word] : packet::flag_names)
        if (flag != packet::PSH && has(e, flag)) (text += " ") += word;
      if (e.length > 0) text += " DATA " + std::to_string(e.length);
      if (!e.frames.empty())
        text += " " + trace::in_brackets(e.frames, e.frames.size());
      if (!again && e.kind != trace::SegmentKind::ordinary)
        (text += " ") += name(e.kind);
      if (e.fate != trace::Fate::delivered)
        text += " " + std::string{name(e.fate)};
      return text;
    }
    std::string operator()(const trace::OtherPacket& e) const {
      const std::string text =
          e.protocol == "UDP" ? e.text.substr(e.text.find(' ') + 1) : e.text;
      return std::string{name(e.from)} + " sends " + e.protocol + " " + text +
             (e.fate == trace::Fate::delivered
                  ? ""
                  : " " + std::string{name(e.fate)});
    }
    std::string operator()(const trace::Arrival& e) const {
      return "segment " + std::to_string(e.id) +
             (e.dropped ? " is dropped" : " arrives");
    }
    std::string operator()(const trace::State& e) const {
      return std::string{name(e.host)} + " state " + e.to;
    }
    std::string operator()(const trace::Note& e) const {
      return "note " + e.text;
    }
    std::string operator()(const trace::Lost& e) const {
      return "lost " + std::to_string(e.count);
    }
  } words;
  return std::visit(words, event);
}

}  // namespace verify
