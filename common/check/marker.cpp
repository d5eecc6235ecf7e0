#include "common/check/marker.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <variant>

#include "common/check/told.h"
#include "common/check/words.h"
#include "common/ladder/words.h"
#include "common/verify/deed.h"

namespace check {
namespace {

using verify::Expectation;

constexpr std::size_t width = 76;          // of the ladder's rows
constexpr std::size_t most_kept = 20'000;  // rows, calls and segments each
constexpr std::size_t most_open = 1'000;   // calls
constexpr std::ptrdiff_t rows_before = 3;  // the moment that decided,
constexpr std::ptrdiff_t rows_in_all = 6;

// It is met as long as nothing happens, so it says nothing of a run that failed.
bool is_empty(const Expectation& e) {
  return e.mode != Expectation::Mode::next ||
         e.block == Expectation::Block::any_number;
}

std::string at(double t, const std::string& text) {
  return ladder::time_words(t, 10) + "  " + text;
}

}  // namespace

Marker::Marker(std::vector<Expectation> lines, bool ascii)
    : lines_{std::move(lines)},
      judge_{lines_, false},
      ladder_{ladder::TextStyle{.width = width, .ascii = ascii}} {}

void Marker::take(const trace::Event& event) {
  if (over_ || std::holds_alternative<trace::QueueChange>(event)) return;
  judge_.take(event);
  last_t_ = std::visit([](const auto& any) { return any.t; }, event);
  if (const auto* call = std::get_if<trace::Call>(&event)) take_call(*call);
  if (const auto* end = std::get_if<trace::Return>(&event)) take_return(*end);
  if (const auto* segment = std::get_if<trace::Segment>(&event))
    if (segments_.size() < most_kept)
      segments_.push_back({segment->t, segment->from,
                           verify::in_words(event) + ", seq " +
                               std::to_string(segment->seq) + ", ack " +
                               std::to_string(segment->ack)});
}

void Marker::take_call(const trace::Call& call) {
  if (calls_.size() == most_kept) return;
  calls_.push_back({call.t, call.host, call.text + " has not come back"});
  if (open_.size() < most_open)
    open_.push_back({{call.pid, call.id, calls_.size() - 1}, call});
}

void Marker::take_return(const trace::Return& end) {
  const auto found =
      std::find_if(open_.begin(), open_.end(), [&](const auto& one) {
        return one.first.pid == end.pid && one.first.id == end.id &&
               one.second.host == end.host;
      });
  if (found == open_.end()) return;
  calls_[found->first.at].text =
      found->second.text + trace::result_of(found->second, end);
  open_.erase(found);
}

void Marker::draw(const ladder::Row& row) {
  if (!over_ && rows_.size() < most_kept)
    rows_.emplace_back(row.t, ladder_.draw(row));
}

// Why the trace cannot tell whether a line was met; empty: it can.
std::string Marker::unsure(const Course& course,
                           const std::optional<verify::Unmet>& unmet) const {
  if (!course.broken.empty()) return course.broken;
  if (unmet && unmet->expectation == nullptr) return unmet->reason;
  const auto is_met = [](const Line& line) {
    return line.result == Result::met;
  };
  const bool met = !unmet && std::ranges::all_of(course.before, is_met) &&
                   std::ranges::all_of(course.behind, is_met);
  const std::string& slow =
      unmet && !judge_.slow().empty() ? judge_.slow() : course.slow;
  if (met || slow.empty()) return "";
  return "this machine was too slow: " + slow;
}

void Marker::mark(const Course& course, Report& report) const {
  const auto unmet = judge_.unmet();
  const std::string unsure_of = unsure(course, unmet);
  std::vector<Line>& lines = report.lines;
  lines = course.before;
  std::vector<bool> stays(lines.size(), true);  // whatever else failed
  for (const auto& [e, met, violated] : judge_.standings()) {
    lines.push_back({e->line, tidy(e->text), e->points,
                     met ? Result::met : Result::not_met});
    stays.push_back(violated || (met && !is_empty(*e)));
  }
  lines.insert(lines.end(), course.behind.begin(), course.behind.end());
  stays.resize(lines.size(), false);

  // Of those in the file, the judge knows which was the first.
  const auto first =
      std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
        return line.result == Result::not_met &&
               (line.number == 0 || !unmet || unmet->expectation == nullptr ||
                line.number == unmet->expectation->line);
      });
  if (first == lines.end() && unsure_of.empty()) return;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Line& line = lines[i];
    if (stays[i] && (unsure_of.empty() || line.result == Result::met)) continue;
    if (!unsure_of.empty()) {
      line.result = Result::cannot_tell;
      line.because = unsure_of;
    } else if (&line != &*first) {
      line.result = Result::not_checked;
      line.because = "'" + first->text + "' was not met";
    }
  }
  if (!unsure_of.empty()) return;
  if (first->number != 0) {
    report.failure = failure_of(*unmet, course);
    return;
  }
  report.failure = Failure{.expected = first->text,
                           .came = std::exchange(first->because, ""),
                           .call = last(calls_, yours_, last_t_),
                           .segment = last(segments_, {}, last_t_),
                           .ladder = rows_around(last_t_)};
}

Failure Marker::failure_of(const verify::Unmet& unmet,
                           const Course& course) const {
  const Expectation& e = *unmet.expectation;
  const double t = unmet.nearest_at.value_or(last_t_);
  std::string came = unmet.nearest;
  if (came.empty())
    came = is_empty(e) || unmet.reason.starts_with("it came ")
               ? unmet.reason
               : "nothing like it";
  if (!course.end.empty()) came += "; " + course.end;
  return {.expected = in_words(e, yours_),
          .came = came,
          .call = last(calls_, e.host, t),
          .segment = last(segments_, {}, t),
          .ladder = rows_around(t),
          .hints = e.hints,
          .why = e.why,
          .see = e.see};
}

// The last of them until then.
std::string Marker::last(const std::vector<Told>& told,
                         std::optional<trace::Host> host, double t) const {
  const auto found =
      std::find_if(told.rbegin(), told.rend(), [&](const Told& one) {
        return one.t <= t && (!host || one.host == *host);
      });
  return found == told.rend() ? "" : at(found->t, found->text);
}

std::vector<std::string> Marker::rows_around(double t) const {
  const auto moment =
      std::find_if(rows_.begin(), rows_.end(),
                   [&](const auto& row) { return row.first >= t; });
  auto begin = std::max<std::ptrdiff_t>(
      0, std::distance(rows_.begin(), moment) - rows_before);
  const auto size = static_cast<std::ptrdiff_t>(rows_.size());
  const auto end = std::min(size, begin + rows_in_all);
  begin = std::max<std::ptrdiff_t>(0, end - rows_in_all);
  std::vector<std::string> lines;
  for (auto row = begin; row < end; ++row) {
    std::istringstream text{rows_[static_cast<std::size_t>(row)].second};
    for (std::string line; std::getline(text, line);) lines.push_back(line);
  }
  return lines;
}

}  // namespace check
