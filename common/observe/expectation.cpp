#include "common/observe/expectation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <utility>

namespace observe {
namespace {

constexpr std::array<std::string_view, 5> fates = {
    "delivered", "dropped", "duplicated", "held", "injected"};
constexpr std::array<std::string_view, 5> kinds = {"SYN", "FIN", "RST", "ACK",
                                                   "DATA"};
constexpr std::array<std::string_view, 12> states = {
    "SYN-SENT",   "SYN-RECV",  "ESTAB",   "FIN-WAIT-1",
    "FIN-WAIT-2", "TIME-WAIT", "CLOSING", "CLOSE-WAIT",
    "LAST-ACK",   "LISTEN",    "gone",    "UNCONN"};

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// --- reading ----------------------------------------------------------------

// A line, word by word. Throws BadExpectation.
class Line {
 public:
  Line(std::size_t number, std::string_view text)
      : number_{number}, text_{text} {
    skip_space();
  }

  [[nodiscard]] bool done() const { return at_ == text_.size(); }

  [[noreturn]] void fail(const std::string& reason) const {
    throw BadExpectation{number_, at_ + 1, reason};
  }

  [[nodiscard]] std::string_view peek() const {
    const std::string_view rest = text_.substr(at_);
    return rest.substr(0, rest.find_first_of(" \t"));
  }

  std::string_view take() {
    const std::string_view word = peek();
    at_ += word.size();
    skip_space();
    return word;
  }

  std::string rest(const std::string& what) {
    if (done()) fail("expected " + what);
    return std::string{text_.substr(std::exchange(at_, text_.size()))};
  }

  template <typename Number>
  std::optional<Number> take_number() {
    const std::string_view word = peek();
    Number number{};
    const auto [end, error] =
        std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || error != std::errc{} ||
        end != word.data() + word.size())
      return std::nullopt;
    take();
    return number;
  }

 private:
  void skip_space() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  std::size_t number_;
  std::string_view text_;
  std::size_t at_ = 0;
};

void read_host(Line& line, Expectation& e) {
  std::string_view word = line.peek();
  const auto hash = word.find('#');
  const std::string_view host = word.substr(0, hash);
  if (host != "client" && host != "server")
    line.fail("expected client, server, note, never or count");
  e.host = host;
  if (hash != word.npos) {
    word.remove_prefix(hash + 1);
    const char* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, e.connection);
    if (error != std::errc{} || stop != end || e.connection < 1)
      line.fail("expected the number of a connection behind #, from 1");
  }
  line.take();
}

void read_segment(Line& line, Expectation& e) {
  while (!line.done() && contains(kinds, line.peek())) {
    e.flags.emplace_back(line.take());
    if (e.flags.back() == "DATA") e.length = line.take_number<std::uint32_t>();
  }
  if (e.flags.empty()) line.fail("expected SYN, FIN, RST, ACK or DATA");
  const auto* const fate = std::find(fates.begin(), fates.end(), line.peek());
  if (!line.done() && fate != fates.end()) {
    e.fate = static_cast<Fate>(fate - fates.begin());
    line.take();
  }
}

void read_return(Line& line, Expectation& e) {
  e.pattern = line.take();
  if (e.pattern.empty()) line.fail("expected the name of a call");
  if (line.take() != "=") line.fail("expected = behind the name of the call");
  const auto result = line.take_number<long long>();
  if (!result) line.fail("expected the number that the call returns");
  e.result = *result;
  if (e.result == -1 && !line.done()) e.error = line.take();
}

void read_event(Line& line, Expectation& e) {
  if (line.peek() == "note") {
    line.take();
    e.pattern = line.rest("the text of the note");
    return;
  }
  read_host(line, e);
  const std::string_view verb = line.peek();
  using Verb = Expectation::Verb;
  if (verb == "call") {
    line.take();
    e.verb = Verb::call;
    e.pattern = line.rest("the text of the call");
  } else if (verb == "return") {
    line.take();
    e.verb = Verb::returns;
    read_return(line, e);
  } else if (verb == "sends" || verb == "resends") {
    line.take();
    e.verb = verb == "sends" ? Verb::sends : Verb::resends;
    read_segment(line, e);
  } else if (verb == "state") {
    line.take();
    e.verb = Verb::state;
    if (!contains(states, line.peek()))
      line.fail("expected a state as ss names it, or gone");
    e.pattern = line.take();
  } else {
    line.fail("expected call, return, sends, resends or state");
  }
  if (!line.done()) line.fail("expected the end of the line");
}

Expectation read_line(std::size_t number, std::string_view text) {
  Line line{number, text};
  Expectation e;
  e.line = number;
  e.text = text;
  if (line.peek() == "never") {
    line.take();
    e.mode = Expectation::Mode::never;
  } else if (line.peek() == "count") {
    line.take();
    e.mode = Expectation::Mode::count;
    const auto count = line.take_number<int>();
    if (!count || *count < 0) line.fail("expected a number behind count");
    e.count = *count;
  }
  read_event(line, e);
  return e;
}

// --- judging ----------------------------------------------------------------

// "..." in the pattern stands for anything.
bool matches_text(std::string_view pattern, std::string_view text) {
  const auto dots = pattern.find("...");
  if (dots == pattern.npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, dots))) return false;
  text.remove_prefix(dots);
  pattern.remove_prefix(dots + 3);
  for (std::size_t skip = 0; skip <= text.size(); ++skip)
    if (matches_text(pattern, text.substr(skip))) return true;
  return false;
}

bool matches_segment(const Expectation& e, const Segment& s) {
  if (s.resent != (e.verb == Expectation::Verb::resends)) return false;
  for (const std::string& flag : e.flags)
    if (flag == "DATA" ? s.length == 0 : !contains(s.flags, flag)) return false;
  if (e.length && s.length != *e.length) return false;
  if (e.fate && s.fate != *e.fate) return false;
  const bool bare = s.length == 0 && !contains(s.flags, "SYN") &&
                    !contains(s.flags, "FIN") && !contains(s.flags, "RST");
  return e.flags != std::vector<std::string>{"ACK"} || bare;
}

bool matches(const Expectation& e, const Event& event) {
  using Verb = Expectation::Verb;
  const auto here = [&](const std::string& host, int connection) {
    return host == e.host && (e.connection == 0 || connection == e.connection);
  };
  if (const auto* call = std::get_if<Call>(&event))
    return e.verb == Verb::call && call->host == e.host &&
           matches_text(e.pattern, call->text);
  if (const auto* segment = std::get_if<Segment>(&event))
    return (e.verb == Verb::sends || e.verb == Verb::resends) &&
           here(segment->from, segment->connection) &&
           matches_segment(e, *segment);
  if (const auto* state = std::get_if<State>(&event))
    return e.verb == Verb::state && here(state->host, state->connection) &&
           state->to == e.pattern;
  if (const auto* note = std::get_if<Note>(&event))
    return e.verb == Verb::note && matches_text(e.pattern, note->text);
  return false;
}

class Judge {
 public:
  Judge(const std::vector<Event>& trace, bool calls_only)
      : trace_{trace}, calls_only_{calls_only} {
    for (const Event& event : trace)
      if (const auto* call = std::get_if<Call>(&event))
        calls_[{call->pid, call->id}] = call;
  }

  std::optional<Unmet> judge(const Expectation& e) {
    using Verb = Expectation::Verb;
    using Mode = Expectation::Mode;
    const bool a_call = e.verb == Verb::call || e.verb == Verb::returns;
    if (calls_only_ && !a_call) return std::nullopt;
    if (e.mode != Mode::next) return judge_whole(e);
    if (e.verb == Verb::returns) return judge_return(e);
    if (e.verb == Verb::state && holds(e)) return std::nullopt;
    for (std::size_t i = at_; i < trace_.size(); ++i) {
      if (!matches(e, trace_[i])) continue;
      at_ = i + 1;
      if (e.verb == Verb::call) last_call_[e.host] = i;
      return std::nullopt;
    }
    return unmet(e, "it did not happen here", at_, trace_.size());
  }

 private:
  static Unmet unmet(const Expectation& e, std::string reason, std::size_t from,
                     std::size_t to) {
    return Unmet{&e, std::move(reason), from, to};
  }

  // "never" and "count" look at the whole trace.
  std::optional<Unmet> judge_whole(const Expectation& e) {
    int seen = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < trace_.size(); ++i) {
      const bool met = e.verb == Expectation::Verb::returns
                           ? is_return(e, trace_[i])
                           : matches(e, trace_[i]);
      if (!met) continue;
      ++seen;
      last = i;
    }
    if (seen == e.count) return std::nullopt;
    return unmet(e, "it happened " + std::to_string(seen) + " times", last,
                 last + 1);
  }

  // The state at this point of the trace, of any connection that fits.
  bool holds(const Expectation& e) const {
    std::map<int, std::string> now;
    for (std::size_t i = 0; i < at_; ++i)
      if (const auto* s = std::get_if<State>(&trace_[i]))
        if (s->host == e.host) now[s->connection] = s->to;
    return std::any_of(now.begin(), now.end(), [&](const auto& known) {
      return known.second == e.pattern &&
             (e.connection == 0 || known.first == e.connection);
    });
  }

  bool is_return(const Expectation& e, const Event& event) const {
    const auto* r = std::get_if<Return>(&event);
    if (r == nullptr || r->host != e.host || r->result != e.result)
      return false;
    if (!e.error.empty() && r->error != e.error) return false;
    const auto call = calls_.find({r->pid, r->id});
    return call != calls_.end() &&
           call->second->text.starts_with(e.pattern + "(");
  }

  // A return may come at any time after the last call that was named; each
  // counts once.
  std::optional<Unmet> judge_return(const Expectation& e) {
    const std::size_t from = last_call_[e.host];
    for (std::size_t i = from; i < trace_.size(); ++i)
      if (is_return(e, trace_[i]) && returned_.insert(i).second)
        return std::nullopt;
    return unmet(e, "no such return came", from, trace_.size());
  }

  const std::vector<Event>& trace_;
  bool calls_only_;
  std::size_t at_ = 0;
  std::map<std::string, std::size_t> last_call_;  // by host: its place
  std::set<std::size_t> returned_;
  std::map<std::pair<int, long>, const Call*> calls_;
};

}  // namespace

std::variant<std::vector<Expectation>, BadExpectation> parse_expectations(
    std::string_view text) {
  std::vector<Expectation> expectations;
  try {
    for (std::size_t number = 1; !text.empty(); ++number) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      while (!line.empty() && std::string_view{" \t\r"}.find(line.back()) !=
                                  std::string_view::npos)
        line.remove_suffix(1);
      const auto first = line.find_first_not_of(" \t");
      if (first == line.npos || line[first] == '#') continue;
      expectations.push_back(read_line(number, line));
    }
  } catch (const BadExpectation& bad) {
    return bad;
  }
  return expectations;
}

std::optional<Unmet> verify(const std::vector<Expectation>& expectations,
                            const std::vector<Event>& trace, bool calls_only) {
  for (std::size_t i = 0; i < trace.size(); ++i)
    if (const auto* lost = std::get_if<Lost>(&trace[i]))
      return Unmet{
          nullptr,
          "the trace has lost " + std::to_string(lost->count) + " events", i,
          i + 1};
  Judge judge{trace, calls_only};
  for (const Expectation& e : expectations)
    if (auto unmet = judge.judge(e)) return unmet;
  return std::nullopt;
}

std::string in_words(const Event& event) {
  struct {
    std::string operator()(const Call& e) const {
      return e.host + " call " + e.text;
    }
    std::string operator()(const Return& e) const {
      return e.host + " return = " + std::to_string(e.result) +
             (e.error.empty() ? "" : " " + e.error);
    }
    std::string operator()(const Segment& e) const {
      std::string text = e.from + (e.resent ? " resends" : " sends");
      for (const std::string& flag : e.flags) text += " " + flag;
      if (e.length > 0) text += " DATA " + std::to_string(e.length);
      if (e.fate != Fate::delivered)
        text += " " + std::string{fates[static_cast<std::size_t>(e.fate)]};
      return text;
    }
    std::string operator()(const Arrival& e) const {
      return "segment " + std::to_string(e.id) +
             (e.dropped ? " is dropped" : " arrives");
    }
    std::string operator()(const State& e) const {
      return e.host + " state " + e.to;
    }
    std::string operator()(const Note& e) const { return "note " + e.text; }
    std::string operator()(const Lost& e) const {
      return "lost " + std::to_string(e.count);
    }
  } words;
  return std::visit(words, event);
}

}  // namespace observe
