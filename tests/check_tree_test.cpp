// The runs of an exercise as one tree.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/check/tree.h"

namespace check {
namespace {

Report report(const std::vector<Result>& results) {
  Report report{.exercise = "05_x/y", .text = "asked", .seconds = 1};
  for (const Result result : results)
    report.lines.push_back({1, "line", 2, result});
  if (!results.empty() && results.back() != Result::met)
    report.failure = Failure{.expected = "e", .came = "c"};
  return report;
}

const Report met = report({Result::met, Result::met});
const Report failed = report({Result::met, Result::not_met});

// The results of its lines: "met, not met, not checked".
std::string lines(const Tree& tree) {
  std::string text;
  for (const Line& line : tree.lines)
    text += (text.empty() ? "" : ", ") + std::string{name(line.result)};
  return text;
}

TEST(CheckTree, IsMetIfAllRunsAre) {
  const Tree tree = combine({met, met, met}, 3);
  EXPECT_EQ(lines(tree), "met, met, met");
  EXPECT_EQ(tree.lines.back().text, "2 more runs with other data");
  EXPECT_EQ(tree.result(), Result::met);
  EXPECT_EQ(tree.points(), 4);
  EXPECT_EQ(tree.most_points(), 4);
  EXPECT_EQ(tree.seconds, 3);
  EXPECT_EQ(status_of(tree.result()), 0);
}

TEST(CheckTree, IsNotMetIfTheFirstRunIsNot) {
  const Tree tree = combine({failed}, 5);
  EXPECT_EQ(lines(tree), "met, not met, not checked");
  EXPECT_EQ(tree.lines.back().because, "the first run was not met");
  EXPECT_EQ(tree.points(), 2);
  EXPECT_EQ(tree.run, 1);
  EXPECT_EQ(status_of(tree.result()), 1);
}

TEST(CheckTree, LosesThePointsOfWhatAQuietRunDoesNotMeet) {
  const Tree tree = combine({met, met, failed}, 5);
  EXPECT_EQ(lines(tree), "met, not met, not met");
  EXPECT_EQ(tree.run, 3);
  ASSERT_TRUE(tree.failure);
  EXPECT_EQ(tree.points(), 2);
  EXPECT_EQ(tree.result(), Result::not_met);
}

TEST(CheckTree, IsNeverMetIfARunWasNotPlayed) {
  const Tree tree = combine({met, met}, 5);
  EXPECT_EQ(lines(tree), "met, met, not checked");
  EXPECT_EQ(tree.result(), Result::cannot_tell);
  EXPECT_EQ(status_of(tree.result()), 77);
}

TEST(CheckTree, CannotTellOfARunThatWasBroken) {
  Report broken{.exercise = "05_x/y", .broken = "no wire"};
  EXPECT_EQ(combine({broken}, 5).result(), Result::cannot_tell);
  EXPECT_EQ(combine({broken}, 1).result(), Result::cannot_tell);
  const Tree tree = combine({met, broken}, 5);
  EXPECT_EQ(tree.result(), Result::cannot_tell);
  EXPECT_EQ(tree.broken, "no wire");
  // A run that played, of which it could not be told.
  const Report unsure = report({Result::met, Result::cannot_tell});
  EXPECT_EQ(combine({met, unsure}, 2).result(), Result::cannot_tell);
  // What was seen to fail is worse.
  EXPECT_EQ(
      combine({report({Result::not_met, Result::cannot_tell})}, 1).result(),
      Result::not_met);
}

TEST(CheckTree, IsNotMetOfARunWithoutLines) {
  EXPECT_EQ(combine({report({})}, 1).result(), Result::cannot_tell);
}

}  // namespace
}  // namespace check
