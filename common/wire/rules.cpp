#include "common/wire/rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace wire {
namespace {

using Action = Rule::Action;

constexpr std::array<std::string_view, 9> actions = {  // as in Rule::Action
    "drop",   "delay",  "duplicate", "hold", "cut",
    "forget", "reject", "inject",    "spoil"};
using Kind = Pattern::Kind;
constexpr std::array<std::string_view, 6> kinds = {  // as in Pattern::Kind
    "SYN", "FIN", "RST", "DATA", "ACK", "UPDATE"};
constexpr std::span forged_kinds = std::span{kinds}.first<5>();

Pattern read_pattern(text::Words& line) {
  Pattern pattern;
  pattern.host = static_cast<trace::Host>(line.one_of(trace::hosts));
  pattern.kind = static_cast<Kind>(line.one_of(kinds));
  pattern.number = line.take_number("a number from 1", 1).value_or(0);
  return pattern;
}

std::chrono::microseconds read_time(text::Words& line) {
  const auto time = text::parse_time(line.peek());
  line.look_for("a time of at most an hour (500ms, 2s, 800us)");
  if (!time) line.fail();
  line.take();
  return *time;
}

// "+10", "-1"
int read_offset(text::Words& line) {
  line.look_for("a distance (+10, -1)");
  const std::string_view word = line.peek();
  const bool plus = word.starts_with('+');
  const char* const end = word.data() + word.size();
  int offset = 0;
  const auto read = std::from_chars(word.data() + (plus ? 1 : 0), end, offset);
  const bool sign = plus || word.starts_with('-');
  if (!sign || read.ec != std::errc{} || read.ptr != end ||
      (plus && offset < 0))
    line.fail();
  line.take();
  return offset;
}

// What to forge: "client DATA "hi" seq +10 window 0".
void read_forged(text::Words& line, Rule& rule) {
  rule.what.host = static_cast<trace::Host>(line.one_of(trace::hosts));
  rule.what.kind = static_cast<Kind>(line.one_of(forged_kinds));
  if (rule.what.kind == Kind::data) {
    line.look_for("a text in quotation marks (\"hi\")");
    const std::string_view text = line.peek_quoted();
    if (text.size() < 3) line.fail();
    rule.text = text.substr(1, text.size() - 2);
    line.take_quoted();
  }
  if (line.take("seq")) rule.seq = read_offset(line);
  if (!line.take("window")) return;
  rule.window = line.take_number<std::uint32_t>("a number of bytes", 0);
  if (!rule.window) line.fail();
}

Rule read_rule(text::Words& line) {
  Rule rule;
  rule.action = static_cast<Action>(line.one_of(actions));
  if (rule.action == Action::inject) {
    read_forged(line, rule);
  } else if (rule.action == Action::forget) {
    line.expect("after");
    rule.time = read_time(line);
    line.expect("idle");
  } else if (rule.action != Action::cut) {
    rule.what = read_pattern(line);
  }
  if (rule.action == Action::delay) rule.time = read_time(line);
  if (rule.action == Action::spoil)
    rule.how = static_cast<packet::Spoil>(line.one_of(packet::spoils));
  if (rule.action == Action::hold || rule.action == Action::cut ||
      rule.action == Action::inject) {
    line.expect(rule.action == Action::hold ? "until" : "after");
    rule.trigger = read_pattern(line);
  }
  line.end();
  return rule;
}

}  // namespace

bool is_kind(Pattern::Kind kind, const trace::Segment& segment) {
  using packet::SYN, packet::FIN, packet::RST, packet::ACK;
  const bool bare = segment.length == 0 && !has(segment, SYN | FIN | RST);
  return (kind == Kind::syn && has(segment, SYN)) ||
         (kind == Kind::fin && has(segment, FIN)) ||
         (kind == Kind::rst && has(segment, RST)) ||
         (kind == Kind::data && segment.length > 0) ||
         (kind == Kind::ack && bare && has(segment, ACK)) ||
         (kind == Kind::update &&
          segment.kind == trace::SegmentKind::window_update);
}

std::optional<Pattern::Kind> kind_named(std::string_view name) {
  std::string capitals{name};
  for (char& c : capitals)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const auto kind = std::find(kinds.begin(), kinds.end(), capitals);
  if (kind == kinds.end()) return {};
  return static_cast<Kind>(kind - kinds.begin());
}

std::string_view name(Pattern::Kind kind) {
  return kinds[static_cast<std::size_t>(kind)];
}

bool Pattern::matches(const trace::Segment& segment) {
  if (segment.from != host || !is_kind(kind, segment)) return false;
  ++seen;
  return number == 0 || seen == number;
}

std::variant<Rule, BadRule> parse_rule(std::string_view line) {
  try {
    text::Words words{line};
    return read_rule(words);
  } catch (const BadRule& bad) {
    return bad;
  }
}

}  // namespace wire
