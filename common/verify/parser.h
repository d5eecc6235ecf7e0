// The words of an expectation file (expectation.h) read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/verify/expectation.h"

namespace verify {

struct BadExpectation {
  std::size_t line = 0;
  std::size_t column = 0;  // both from 1
  std::string reason;
};

// Reads a whole file.
std::variant<std::vector<Expectation>, BadExpectation> parse_expectations(
    std::string_view text);

}  // namespace verify
