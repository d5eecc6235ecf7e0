// The judge's line that was not met: where it should have been, what was there, and
// what is the nearest thing to it.
#include <algorithm>
#include <utility>

#include "common/verify/judge.h"
#include "common/verify/matcher.h"

namespace verify {
namespace {

constexpr std::size_t most_shown = 12;
// Of the lines that wait, and of those ahead, so many: the first one is reported.
constexpr std::size_t most_near = 50;

}  // namespace

void Judge::Part::add(const trace::Event& event) {
  if (!is_full()) events.push_back(event);
}

bool Judge::Part::is_full() const {
  return events.size() >= most_shown;
}

void Judge::fail(const Line& line, std::string reason) {
  failed_ = {line.expected, std::move(reason), since_met_.from, number_ + 1,
             since_met_.events};
}

// What it is near to: of the lines that it could have met, and those ahead.
void Judge::take_near(const Fact& fact) {
  const auto look = [&](std::size_t i, bool due) {
    Line& line = lines_[i];
    if (line.met || is_whole(*line.expected)) return;
    if (due && !is_held(i))
      line.nearest.take(fact);
    else
      line.nearest.take_early(fact);
  };
  for (const auto& [whose, open] : open_) {
    std::size_t looked = 0;
    for (const std::size_t i : open) {
      if (!lines_[i].reached || ++looked > most_near) break;
      look(i, true);
    }
  }
  for (const Round& round : rounds_)
    for (std::size_t i = round.first; i < round.last; ++i)
      look(i, i == round.due && i != round.first);
  const std::size_t last = std::min(lines_.size(), next_ + most_near);
  for (std::size_t i = next_; i < last; ++i)
    if (!lines_[i].reached) look(i, i < lines_[next_].block_end);
}

std::optional<Unmet> Judge::unmet() const {
  if (lost_) return lost_;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    const Expectation& e = *line.expected;
    // Before it, only what happened too often is as sure.
    if (failed_ && failed_->expectation == &e) break;
    if (failed_ && !(is_whole(e) && line.seen > e.count)) continue;
    const auto failed = [&](std::string reason, const Part& part,
                            std::size_t to, std::string nearest = "") {
      return Unmet{&e,          std::move(reason),  part.from,        to,
                   part.events, std::move(nearest), line.nearest.at()};
    };
    if (is_whole(e) && line.seen != e.count)
      return failed("it happened " + std::to_string(line.seen) +
                        " times, not " + std::to_string(e.count),
                    line.seen == 0 ? all_ : line.part,
                    line.seen == 0 ? number_ : line.part.from + 1);
    if (e.block == Expectation::Block::any_number ? !is_due(i)
                                                  : is_whole(e) || line.met)
      continue;
    std::string nearest = line.nearest.words();
    const bool by_calls = e.verb == Expectation::Verb::call ||
                          e.verb == Expectation::Verb::returns ||
                          e.verb == Expectation::Verb::closes ||
                          e.verb == Expectation::Verb::reads;
    if (nearest.empty() && by_calls && !deeds_.has_calls(e.host))
      nearest = "the trace has no calls of the " + std::string{name(e.host)};
    if (is_free(e))
      return failed(e.verb == Expectation::Verb::returns ? "no such return came"
                                                         : "it did not happen",
                    line.part, number_, nearest);
    return failed("it did not happen here", since_met_, number_, nearest);
  }
  return failed_;
}

std::vector<Standing> Judge::standings() const {
  std::vector<Standing> all;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Expectation& e = *lines_[i].expected;
    bool met = lines_[i].met;
    if (is_whole(e)) met = lines_[i].seen == e.count;
    if (e.block == Expectation::Block::any_number) met = !is_due(i);
    if (failed_ && failed_->expectation == &e) met = false;
    all.push_back({&e, met, is_whole(e) && lines_[i].seen > e.count});
  }
  return all;
}

}  // namespace verify
