// What this machine lacks for it, and the cure.
#pragma once

#include <stdexcept>

namespace sandbox {

struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace sandbox
