// A tree as people, and other programs, read it. Whatever a student's program has
// printed does no harm there: control characters, and what is no UTF-8, are "?".
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/check/tree.h"

namespace check {

struct TextStyle {
  std::size_t hints = 1;  // how many of them are told
  bool colour = false;
};

// In 80 columns.
std::string as_text(const Tree& tree, const TextStyle& style);

// So many hints of the first line that was not met, alone.
std::string as_hints(const Tree& tree, std::size_t most);

// One object. RFC 8259.
std::string as_json(const Tree& tree);

// A record a line of the tree. RFC 4180.
std::string as_csv(const Tree& tree);

// The Test Anything Protocol, with a block of YAML behind what is not ok. What was not
// checked is not ok either: no reader may take it for a success. What it says is the
// same in version 13 and 14: readers of 14 take both, many others 13 alone.
std::string as_tap(const Tree& tree, int version = 13);

// A <testsuite> of JUnit's XML: not met is a failure, cannot tell an error, not
// checked is skipped.
std::string as_junit(const Tree& tree);

// results.json of a Gradescope autograder.
std::string as_gradescope(const Tree& tree);

// A class: the trees of an exercise, by their students.
using Class = std::vector<std::pair<std::string, Tree>>;
std::string as_csv(const Class& students);  // a record a student
std::string as_json(const Class& students);
std::string as_junit(const Class& students);

}  // namespace check
