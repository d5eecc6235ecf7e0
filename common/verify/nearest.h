// The nearest thing to a line that was not met: what fits it but for one word.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/verify/deed.h"
#include "common/verify/expectation.h"

namespace verify {

class Nearest {
 public:
  explicit Nearest(const Expectation& e);

  // A fact where the line should be met, and was not.
  void take(const Fact& fact);

  // A fact that would meet it, but comes before its place.
  void take_early(const Fact& fact);

  // "1.272 server return recv = 5 (another result)"; empty if there is none.
  [[nodiscard]] std::string words() const;
  // When it was.
  [[nodiscard]] std::optional<double> at() const;

 private:
  struct Variant {
    Expectation e;
    std::string how;    // it differs
    bool last = false;  // the last one is the nearest, not the first
  };
  struct Found {
    std::size_t rank = 0;  // less is nearer
    double t = 0;
    std::string words;
    std::string how;
  };
  void add(std::string how, const Expectation& variant, bool last = false);

  std::vector<Variant> variants_;  // the nearest first
  std::size_t early_ = 0;          // the rank of what is merely early
  std::optional<Found> found_;
};

}  // namespace verify
