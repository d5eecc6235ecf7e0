// The runs of an exercise as one tree: the shown run, and the quiet ones with other
// data, in which a fixed answer does not pass.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/check/report.h"

namespace check {

struct Tree {
  std::string exercise;
  std::string text;
  std::vector<Line> lines{};  // each as bad as in the worst run
  int runs = 0;               // that there should be
  double seconds = 0;         // that those took which there were
  // Of the run that failed, or of which one cannot tell:
  int run = 0;                        // from 1; 0: none did
  std::vector<std::string> values{};  // of a quiet one
  std::string broken{};
  std::optional<Failure> failure{};
  std::vector<std::string> said{};

  [[nodiscard]] Result result() const;
  [[nodiscard]] int points() const;
  [[nodiscard]] int most_points() const;
};

// The reports are those of the first runs of so many. One of them at least.
Tree combine(const std::vector<Report>& reports, int runs);

// The exit status of a mark: 0 met, 1 not met, 77 cannot tell.
int status_of(Result result);

}  // namespace check
