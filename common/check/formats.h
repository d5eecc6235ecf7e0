// A tree as people, and other programs, read it.
#pragma once

#include <cstddef>
#include <string>

#include "common/check/tree.h"

namespace check {

struct TextStyle {
  std::size_t hints = 1;  // how many of them are told
  bool colour = false;
};

std::string as_text(const Tree& tree, const TextStyle& style);
std::string as_json(const Tree& tree);

}  // namespace check
