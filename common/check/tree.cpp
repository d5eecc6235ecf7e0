#include "common/check/tree.h"

#include <algorithm>
#include <array>

namespace check {
namespace {

// The worst first.
constexpr std::array by_badness = {Result::not_met, Result::cannot_tell,
                                   Result::not_checked, Result::met};

bool is_worse(Result one, Result other) {
  const auto rank = [](Result result) {
    return std::find(by_badness.begin(), by_badness.end(), result);
  };
  return rank(one) < rank(other);
}

Result worst_of(const std::vector<Line>& lines) {
  Result worst = Result::met;
  for (const Line& line : lines)
    if (is_worse(line.result, worst)) worst = line.result;
  return worst;
}

Result result_of(const Report& report) {
  if (!report.broken.empty() || report.lines.empty())
    return Result::cannot_tell;
  const Result worst = worst_of(report.lines);
  return worst == Result::not_checked ? Result::cannot_tell : worst;
}

// The line that speaks of all quiet runs.
Line quiet_runs(const std::vector<Report>& reports, int runs) {
  Line line{.text = std::to_string(runs - 1) +
                    (runs == 2 ? " more run" : " more runs") +
                    " with other data",
            .points = 0,
            .result = Result::met};
  for (const Report& report : reports) {
    const Result result = result_of(report);
    if (result == Result::met) continue;
    line.result = &report == &reports.front() ? Result::not_checked : result;
    line.because =
        &report == &reports.front() ? "the first run was not met" : "";
    return line;
  }
  if (static_cast<int>(reports.size()) == runs) return line;
  line.result = Result::not_checked;
  line.because = "only " + std::to_string(reports.size()) + " of " +
                 std::to_string(runs) + " runs were played";
  return line;
}

}  // namespace

Result Tree::result() const {
  if (!broken.empty() || lines.empty()) return Result::cannot_tell;
  const Result worst = worst_of(lines);
  // What was not checked, and nothing says why, is not met either.
  return worst == Result::not_checked ? Result::cannot_tell : worst;
}

int Tree::points() const {
  int sum = 0;
  for (const Line& line : lines)
    if (line.result == Result::met) sum += line.points;
  return sum;
}

int Tree::most_points() const {
  int sum = 0;
  for (const Line& line : lines) sum += line.points;
  return sum;
}

Tree combine(const std::vector<Report>& reports, int runs) {
  const Report& first = reports.front();
  Tree tree{.exercise = first.exercise,
            .text = first.text,
            .lines = first.lines,
            .runs = runs};
  for (const Report& report : reports) {
    tree.seconds += report.seconds;
    for (std::size_t i = 0;
         i < std::min(tree.lines.size(), report.lines.size()); ++i)
      if (is_worse(report.lines[i].result, tree.lines[i].result))
        tree.lines[i] = report.lines[i];
    if (tree.run != 0 || result_of(report) == Result::met) continue;
    tree.run = static_cast<int>(&report - &first) + 1;
    tree.values = report.values;
    tree.broken = report.broken;
    tree.failure = report.failure;
    tree.said = report.said;
  }
  if (runs > 1) tree.lines.push_back(quiet_runs(reports, runs));
  return tree;
}

int status_of(Result result) {
  if (result == Result::met) return 0;
  return result == Result::not_met ? 1 : 77;
}

}  // namespace check
