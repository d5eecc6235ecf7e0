// What several formats tell of a tree in the same words.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/check/tree.h"

namespace check {

// The line that was the first not to be met; none: there is no such line.
const Line* first_not_met(const Tree& tree);

// "client ends sending": blanks squeezed, and harmless.
std::string tidy(std::string_view text);

// Of the first line that was not met, in order: "expected", and what was. Empty
// where nothing failed.
std::vector<std::pair<std::string, std::string>> facts(const Tree& tree);

// The same as lines of text, with the ladder's rows and what the program said.
std::string story(const Tree& tree);

}  // namespace check
