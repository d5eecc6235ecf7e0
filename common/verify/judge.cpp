#include "common/verify/judge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>
#include <variant>

#include "common/verify/matcher.h"

namespace verify {
namespace {

using Block = Expectation::Block;
using Verb = Expectation::Verb;

constexpr std::size_t most_known = 10'000;
// Lines ahead that an outcome may come before.
constexpr std::size_t most_ahead = 1'000;

// "12.5 ms", "30 us"
std::string time_in_words(double seconds) {
  std::array<char, 32> text{};
  if (seconds > 0 && seconds < 1e-3)
    std::snprintf(text.data(), text.size(), "%.0f us", seconds * 1e6);
  else
    std::snprintf(text.data(), text.size(), "%.6g ms",
                  std::round(seconds * 1e4) / 10);
  return text.data();
}

double time_of(const Fact& fact) {
  return std::visit([](const auto& any) { return any.t; }, *fact.event);
}

}  // namespace

Judge::Judge(const std::vector<Expectation>& lines, bool calls_only)
    : deeds_{calls_only},
      since_call_{{trace::Host::client, {}}, {trace::Host::server, {}}} {
  bool before = true;
  for (const Expectation& e : lines) {
    const bool judged = !calls_only || is_about_calls(e);
    if (judged)
      lines_.push_back(
          {.expected = &e, .nearest = Nearest{e}, .timed = before});
    if (!is_whole(e)) before = judged;
  }
  for (std::size_t i = lines_.size(); i-- > 0;) {
    Line& line = lines_[i];
    const Expectation& e = *line.expected;
    const bool goes_on = e.block_line != 0 && i + 1 < lines_.size() &&
                         lines_[i + 1].expected->block_line == e.block_line;
    line.block_end = goes_on ? lines_[i + 1].block_end : i + 1;
    if (is_whole(e)) whole_.push_back(i);
    if (is_free(e)) open_[{e.host, e.verb == Verb::returns}].insert(i);
  }
  await_next();
}

void Judge::take(const trace::Event& event) {
  if (std::holds_alternative<trace::Version>(event)) return;
  all_.add(event);
  since_met_.add(event);
  for (auto& [host, part] : since_call_) part.add(event);
  std::erase_if(filling_, [&](std::size_t i) {
    Line& line = lines_[i];
    if (!line.met) line.part.add(event);
    return line.met || line.part.is_full();
  });
  if (const auto* state = std::get_if<trace::State>(&event)) {
    auto& known = states_[state->host];
    known[state->connection] = state->to;
    if (known.size() > most_known) known.erase(known.begin());
  }
  if (const auto* lost = std::get_if<trace::Lost>(&event);
      lost != nullptr && !lost_)
    lost_ = {nullptr,
             "the trace has lost " + std::to_string(lost->count) + " events",
             number_,
             number_ + 1,
             {event}};
  for (const Fact& fact : deeds_.take(event)) {
    note_whole(fact);
    if (failed_) continue;
    const bool met = is_outcome(fact) ? meet_outcome(fact) : meet_next(fact);
    if (!met && !meet_round(fact)) take_near(fact);
  }
  ++number_;
}

// "never" and "count" look at the whole trace.
void Judge::note_whole(const Fact& fact) {
  for (const std::size_t i : whole_) {
    Line& line = lines_[i];
    if (!matches(*line.expected, fact)) continue;
    ++line.seen;
    line.part = {number_, {*fact.event}};
  }
}

// An outcome may come at any time after the last call that was named; each meets
// one line.
bool Judge::meet_outcome(const Fact& fact) {
  const bool returns = !fact.deed;
  const auto& open = open_[{host_of(fact), returns}];
  for (const std::size_t i : open) {
    Line& line = lines_[i];
    const Expectation& e = *line.expected;
    if (!line.reached || is_held(i)) break;
    if (!matches(e, fact)) continue;
    if (!returns && e.block != Block::together) outcomes_.forget_deeds(e.host);
    if (meet(i, time_of(fact), line.since)) await_next();
    return true;
  }
  // It may be that of a line ahead.
  std::size_t lines = 0;
  for (auto i = open.lower_bound(next_);
       i != open.end() && *i < next_ + most_ahead; ++i)
    if (!lines_[*i].reached && matches(*lines_[*i].expected, fact)) ++lines;
  if (lines > 0) outcomes_.keep(fact, lines);
  return false;
}

// The line that waits, or one of its block.
bool Judge::meet_next(const Fact& fact) {
  const bool in_round =
      std::any_of(rounds_.begin(), rounds_.end(),
                  [](const Round& one) { return one.due != one.first; });
  if (in_round || next_ == lines_.size()) return false;
  const std::size_t end = lines_[next_].block_end;
  for (std::size_t i = next_; i < end; ++i) {
    Line& line = lines_[i];
    if (line.met || is_free(*line.expected) || !matches(*line.expected, fact) ||
        is_held(i))
      continue;
    const bool together = line.expected->block == Block::together;
    if (!meet(i, time_of(fact), together ? line.since : met_at_)) return true;
    go_on(*line.expected, fact);
    if (pass_met(end)) {
      rounds_.clear();
      await_next();
    }
    return true;
  }
  return false;
}

// The line that is due in "any number of", or the first one of such a block.
bool Judge::meet_round(const Fact& fact) {
  for (std::size_t i = 0; i < rounds_.size(); ++i) {
    Round& round = rounds_[i];
    Line& line = lines_[round.due];
    if (!matches(*line.expected, fact)) {
      const bool again = round.due != round.first &&
                         matches(*lines_[round.first].expected, fact);
      if (again) fail(line, "the first line of its block happened before it");
      if (round.due != round.first) return again;
      continue;
    }
    if (!meet(round.due, time_of(fact), met_at_)) return true;
    go_on(*line.expected, fact);
    ++round.due;
    while (round.due != round.last && is_in_state(*lines_[round.due].expected))
      ++round.due;
    if (round.due == round.last) round.due = round.first;
    rounds_.erase(rounds_.begin(),
                  rounds_.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

// Whether it is in its time. If not, no later event can meet the line.
bool Judge::meet(std::size_t i, double t, double since) {
  Line& line = lines_[i];
  const Expectation& e = *line.expected;
  const double time = std::max(0.0, t - since);
  // The times of a trace are in microseconds.
  constexpr double exact = 5e-7;
  const bool late = line.timed && e.within && time > *e.within + exact;
  const bool early = line.timed && e.not_before && time < *e.not_before - exact;
  if (late || early) {
    const std::string before =
        i == 0 ? "the beginning of the trace" : "the line met before it";
    fail(line, "it came " + time_in_words(time) + " after " + before +
                   (late ? ", not within " + time_in_words(*e.within)
                         : ", not " + time_in_words(*e.not_before)));
    return false;
  }
  if (e.quick && time > *e.quick && slow_.empty())
    slow_ = "it took " + time_in_words(time) + " to the " +
            std::string{name(e.host)} + "'s " + what(e) + ", and not " +
            time_in_words(*e.quick);
  line.met = true;
  if (is_free(e)) open_[{e.host, e.verb == Verb::returns}].erase(i);
  met_at_ = std::max(met_at_, t);
  return true;
}

// A line was met in its place: what comes from now on is behind it.
void Judge::go_on(const Expectation& e, const Fact& fact) {
  since_met_ = {number_ + 1};
  if (!is_about_calls(e) || !std::holds_alternative<trace::Call>(*fact.event))
    return;
  since_call_[e.host] = {number_, {*fact.event}};
  outcomes_.forget(e.host);
}

// Goes on to the next line that needs an event to come: over those that judge
// the whole trace, a state that it has come to already, and outcomes.
void Judge::await_next() {
  while (next_ < lines_.size() && !failed_) {
    const std::size_t end = lines_[next_].block_end;
    if (lines_[next_].expected->block == Block::any_number) {
      rounds_.push_back({next_, end, next_});
      next_ = end;
      continue;
    }
    for (std::size_t i = next_; i < end; ++i) reach(i);
    if (!pass_met(end)) return;
  }
}

void Judge::reach(std::size_t i) {
  Line& line = lines_[i];
  const Expectation& e = *line.expected;
  if (line.met || line.reached || is_whole(e)) return;
  line.since = met_at_;
  double t = 0;
  if (is_free(e)) {
    line.reached = true;
    line.part = since_call_[e.host];
    filling_.push_back(i);
    if (!is_held(i) && outcomes_.use(e, t)) meet(i, t, met_at_);
  } else if (is_in_state(e)) {
    meet(i, met_at_, met_at_);
  }
}

// Passes over the lines of a block that wait for no event; whether all do.
bool Judge::pass_met(std::size_t end) {
  const auto waits = [](const Line& line) {
    return !line.met && !is_whole(*line.expected) && !is_free(*line.expected);
  };
  while (next_ < end && !waits(lines_[next_])) ++next_;
  return next_ == end;
}

// A line about calls waits for what a program of that host connects or reads before.
bool Judge::is_held(std::size_t i) const {
  const Expectation& e = *lines_[i].expected;
  if (!is_about_calls(e) || e.verb == Verb::returns) return false;
  const auto deeds = open_.find({e.host, false});
  if (deeds == open_.end() || deeds->second.empty()) return false;
  const std::size_t first = *deeds->second.begin();
  return first < i && lines_[first].block_end <= i;
}

// Any connection that fits.
bool Judge::is_in_state(const Expectation& e) const {
  const auto now = states_.find(e.host);
  return e.verb == Verb::state && now != states_.end() &&
         std::any_of(
             now->second.begin(), now->second.end(), [&](const auto& known) {
               return known.second == e.pattern &&
                      (e.connection == 0 || known.first == e.connection);
             });
}

// Of "any number of": the round has begun, and it is its turn.
bool Judge::is_due(std::size_t i) const {
  return std::any_of(rounds_.begin(), rounds_.end(), [&](const Round& one) {
    return one.due == i && i != one.first;
  });
}

}  // namespace verify
