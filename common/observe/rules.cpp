#include "common/observe/rules.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace observe {
namespace {

using Words = std::vector<std::string_view>;

// Takes the words of a line one by one. Throws BadRule.
class Reader {
 public:
  explicit Reader(std::string_view line) : line_{line} { skip_space(); }

  [[nodiscard]] bool done() const { return at_ == line_.size(); }

  [[noreturn]] void fail(const std::string& reason) const {
    throw BadRule{at_ + 1, reason};
  }

  std::string_view peek() const {
    const std::string_view rest = line_.substr(at_);
    return rest.substr(0, rest.find_first_of(" \t"));
  }

  std::string_view take() {
    const std::string_view word = peek();
    at_ += word.size();
    skip_space();
    return word;
  }

  std::string_view one_of(const Words& words) {
    if (std::find(words.begin(), words.end(), peek()) != words.end() && !done())
      return take();
    std::string reason = "expected ";
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) reason += i + 1 < words.size() ? ", " : " or ";
      reason += words[i];
    }
    fail(reason + (done() ? ", and here is the end"
                          : ", not '" + std::string{peek()} + "'"));
  }

 private:
  void skip_space() {
    while (!done() && (line_[at_] == ' ' || line_[at_] == '\t')) ++at_;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

Pattern read_pattern(Reader& line) {
  Pattern pattern;
  pattern.host = line.one_of({"client", "server"});
  pattern.kind = line.one_of({"SYN", "FIN", "RST", "DATA", "ACK"});
  const std::string_view word = line.peek();
  const auto [end, error] =
      std::from_chars(word.data(), word.data() + word.size(), pattern.number);
  if (error == std::errc{} && end == word.data() + word.size()) {
    if (pattern.number < 1) line.fail("expected a number from 1");
    line.take();
  } else {
    pattern.number = 0;
  }
  return pattern;
}

Rule read_rule(Reader& line) {
  static const Words actions = {"drop", "delay", "duplicate",
                                "hold", "cut",   "inject"};
  Rule rule;
  const std::string_view action = line.one_of(actions);
  rule.action = static_cast<Rule::Action>(
      std::find(actions.begin(), actions.end(), action) - actions.begin());
  switch (rule.action) {
    case Rule::Action::drop:
    case Rule::Action::duplicate:
      rule.what = read_pattern(line);
      break;
    case Rule::Action::delay: {
      rule.what = read_pattern(line);
      const auto delay = parse_time(line.peek());
      if (!delay) line.fail("expected a time such as 500ms, 2s or 800us");
      rule.delay = *delay;
      line.take();
      break;
    }
    case Rule::Action::hold:
      rule.what = read_pattern(line);
      line.one_of({"until"});
      rule.trigger = read_pattern(line);
      break;
    case Rule::Action::cut:
      line.one_of({"after"});
      rule.trigger = read_pattern(line);
      break;
    case Rule::Action::inject:
      rule.what.host = line.one_of({"client", "server"});
      rule.what.kind = line.one_of({"RST"});
      line.one_of({"after"});
      rule.trigger = read_pattern(line);
      break;
  }
  if (!line.done()) line.fail("expected the end of the rule");
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
    Reader reader{line};
    return read_rule(reader);
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
