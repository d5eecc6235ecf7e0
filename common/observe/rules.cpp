#include "common/observe/rules.h"

#include <array>
#include <charconv>

namespace observe {
namespace {

using Action = Rule::Action;

constexpr std::array<std::string_view, 6> actions = {  // as in Rule::Action
    "drop", "delay", "duplicate", "hold", "cut", "inject"};
constexpr std::array<std::string_view, 2> hosts = {"client", "server"};
constexpr std::array<std::string_view, 5> kinds = {"SYN", "FIN", "RST", "DATA",
                                                   "ACK"};

Pattern read_pattern(Words& line) {
  Pattern pattern;
  pattern.host = hosts[line.one_of(hosts)];
  pattern.kind = kinds[line.one_of(kinds)];
  pattern.number = line.take_number("a number from 1", 1).value_or(0);
  return pattern;
}

std::chrono::microseconds read_time(Words& line) {
  const auto time = parse_time(line.peek());
  line.look_for("a time of at most an hour (500ms, 2s, 800us)");
  if (!time) line.fail();
  line.take();
  return *time;
}

Rule read_rule(Words& line) {
  Rule rule;
  rule.action = static_cast<Action>(line.one_of(actions));
  if (rule.action == Action::inject) {
    rule.what.host = hosts[line.one_of(hosts)];
    rule.what.kind = "RST";
    line.expect("RST");
  } else if (rule.action != Action::cut) {
    rule.what = read_pattern(line);
  }
  if (rule.action == Action::delay) rule.delay = read_time(line);
  if (rule.action == Action::hold || rule.action == Action::cut ||
      rule.action == Action::inject) {
    line.expect(rule.action == Action::hold ? "until" : "after");
    rule.trigger = read_pattern(line);
  }
  line.end();
  return rule;
}

}  // namespace

bool Pattern::matches(std::string_view from, const Packet& packet) {
  const bool bare = !packet.has(SYN) && !packet.has(FIN) && !packet.has(RST);
  const bool fits =
      from == host &&
      ((kind == "SYN" && packet.has(SYN)) ||
       (kind == "FIN" && packet.has(FIN)) ||
       (kind == "RST" && packet.has(RST)) ||
       (kind == "DATA" && packet.length > 0) ||
       (kind == "ACK" && bare && packet.has(ACK) && packet.length == 0));
  if (!fits) return false;
  ++seen;
  return number == 0 || seen == number;
}

std::variant<Rule, BadRule> parse_rule(std::string_view line) {
  try {
    Words words{line};
    return read_rule(words);
  } catch (const BadRule& bad) {
    return bad;
  }
}

std::optional<std::chrono::microseconds> parse_time(std::string_view text) {
  long long number = -1;
  const auto [unit, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view rest =
      text.substr(static_cast<std::size_t>(unit - text.data()));
  const long long factor = rest == "s"    ? 1'000'000
                           : rest == "ms" ? 1'000
                           : rest == "us" ? 1
                                          : 0;
  constexpr long long hour = 3'600'000'000;
  if (error != std::errc{} || factor == 0 || number < 0 ||
      number > hour / factor)
    return std::nullopt;
  return std::chrono::microseconds{number * factor};
}

}  // namespace observe
