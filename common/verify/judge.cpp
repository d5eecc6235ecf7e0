#include "common/verify/judge.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

namespace verify {
namespace {

constexpr std::size_t most_shown = 12;
constexpr std::size_t most_known = 10'000;

template <typename Map>
void forget_oldest(Map& known) {
  if (known.size() > most_known) known.erase(known.begin());
}

bool is_whole(const Expectation& e) {
  return e.mode != Expectation::Mode::next;
}

bool is_return(const Expectation& e) {
  return e.verb == Expectation::Verb::returns;
}

std::string milliseconds(double seconds) {
  return std::to_string(std::lround(seconds * 1000)) + " ms";
}

bool is_that(const Expectation& e, const trace::Return& end,
             const std::string& call) {
  return is_return(e) && end.host == e.host && end.result == e.result &&
         (e.error.empty() || end.error == e.error) && call == e.pattern;
}

}  // namespace

void Judge::Part::add(const trace::Event& event) {
  if (events.size() < most_shown) events.push_back(event);
}

Judge::Judge(const std::vector<Expectation>& lines, bool calls_only)
    : since_call_{{trace::Host::client, {}}, {trace::Host::server, {}}} {
  for (const Expectation& e : lines)
    if (!calls_only || is_return(e) || e.verb == Expectation::Verb::call)
      lines_.push_back({&e});
  await_next();
}

// A return that has not come.
bool Judge::is_awaited(const Line& line) {
  const Expectation& e = *line.expected;
  return is_return(e) && !is_whole(e) && !line.met;
}

void Judge::take(const trace::Event& event) {
  if (std::holds_alternative<trace::Version>(event)) return;
  all_.add(event);
  since_met_.add(event);
  for (auto& [host, part] : since_call_) part.add(event);
  for (std::size_t i = 0; i < next_; ++i)
    if (is_awaited(lines_[i])) lines_[i].part.add(event);

  const auto* end = std::get_if<trace::Return>(&event);
  const std::string call = end != nullptr ? call_of(*end) : "";
  if (const auto* begin = std::get_if<trace::Call>(&event)) {
    open_calls_[{begin->host, begin->pid, begin->id}] =
        begin->text.substr(0, begin->text.find('('));
    forget_oldest(open_calls_);
  }
  if (const auto* state = std::get_if<trace::State>(&event)) {
    states_[state->host][state->connection] = state->to;
    forget_oldest(states_[state->host]);
  }
  if (const auto* lost = std::get_if<trace::Lost>(&event);
      lost != nullptr && !lost_)
    lost_ = {nullptr,
             "the trace has lost " + std::to_string(lost->count) + " events",
             number_,
             number_ + 1,
             {event}};

  note_whole(event, call);
  if (end != nullptr)
    meet_return(*end, call);
  else
    meet_next(event);
  ++number_;
}

// "never" and "count" look at the whole trace.
void Judge::note_whole(const trace::Event& event, const std::string& call) {
  const auto* end = std::get_if<trace::Return>(&event);
  for (Line& line : lines_) {
    const Expectation& e = *line.expected;
    if (!is_whole(e)) continue;
    if (end != nullptr ? !is_that(e, *end, call) : !matches(e, event)) continue;
    ++line.seen;
    line.part = {number_, {event}};
  }
}

// A return may come at any time after the last call that was named; each meets
// one line.
void Judge::meet_return(const trace::Return& end, const std::string& call) {
  std::size_t lines = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    if (!is_awaited(line) || !is_that(*line.expected, end, call)) continue;
    if (i < next_) {
      line.met = true;
      return;
    }
    ++lines;
  }
  // No more are kept than there are lines that may ask for them.
  auto& kept = returned_[end.host];
  const auto same =
      std::count_if(kept.begin(), kept.end(), [&](const Returned& one) {
        return one.call == call && one.end.result == end.result &&
               one.end.error == end.error;
      });
  if (static_cast<std::size_t>(same) < lines) kept.push_back({end, call});
}

void Judge::meet_next(const trace::Event& event) {
  if (next_ == lines_.size()) return;
  const Expectation& e = *lines_[next_].expected;
  if (!matches(e, event)) return;
  const double t = std::visit([](const auto& any) { return any.t; }, event);
  if (e.quick && t - met_at_ > *e.quick && slow_.empty())
    slow_ = "it took " + milliseconds(t - met_at_) + " to the " +
            std::string{name(e.host)} + "'s " + e.pattern + ", and not " +
            milliseconds(*e.quick);
  met_at_ = t;
  lines_[next_++].met = true;
  since_met_ = {number_ + 1};
  if (e.verb == Expectation::Verb::call) {
    since_call_[e.host] = {number_, {event}};
    returned_[e.host].clear();
  }
  await_next();
}

// Goes on to the next line that needs an event to come: over those that judge
// the whole trace, a state that it has come to already, and returns.
void Judge::await_next() {
  for (; next_ < lines_.size(); ++next_) {
    Line& line = lines_[next_];
    const Expectation& e = *line.expected;
    if (is_whole(e)) continue;
    if (is_return(e)) {
      line.met = has_returned(e);
      line.part = since_call_[e.host];
    } else {
      line.met = e.verb == Expectation::Verb::state && is_in_state(e);
      if (!line.met) return;
    }
  }
}

bool Judge::has_returned(const Expectation& e) {
  auto& kept = returned_[e.host];
  const auto found = std::find_if(
      kept.begin(), kept.end(),
      [&](const Returned& one) { return is_that(e, one.end, one.call); });
  if (found == kept.end()) return false;
  kept.erase(found);
  return true;
}

// Any connection that fits.
bool Judge::is_in_state(const Expectation& e) const {
  const auto now = states_.find(e.host);
  return now != states_.end() &&
         std::any_of(
             now->second.begin(), now->second.end(), [&](const auto& known) {
               return known.second == e.pattern &&
                      (e.connection == 0 || known.first == e.connection);
             });
}

// Its name; empty if the trace has no such call.
std::string Judge::call_of(const trace::Return& end) {
  auto begin = open_calls_.extract({end.host, end.pid, end.id});
  return begin.empty() ? "" : begin.mapped();
}

std::optional<Unmet> Judge::unmet() const {
  if (lost_) return lost_;
  for (const Line& line : lines_) {
    const Expectation& e = *line.expected;
    const auto failed = [&](std::string reason, const Part& part,
                            std::size_t to) {
      return Unmet{&e, std::move(reason), part.from, to, part.events};
    };
    if (is_whole(e) && line.seen != e.count)
      return failed("it happened " + std::to_string(line.seen) +
                        " times, not " + std::to_string(e.count),
                    line.seen == 0 ? all_ : line.part,
                    line.seen == 0 ? number_ : line.part.from + 1);
    if (is_whole(e) || line.met) continue;
    if (is_return(e)) return failed("no such return came", line.part, number_);
    return failed("it did not happen here", since_met_, number_);
  }
  return std::nullopt;
}

}  // namespace verify
