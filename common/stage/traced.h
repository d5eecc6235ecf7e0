// A program of a play that runs under lab 00's `calls`, as the engine (traced.cpp)
// needs it.
#pragma once

#include <string>
#include <string_view>

#include "common/stage/control.h"
#include "common/stage/deeds.h"

namespace stage {

struct Traced {
  Control control;
  Deeds deeds{};
  bool begins = true;     // it is held before its first call, or will be
  std::string awaited{};  // the call that it will be held before, as in a play
};

// Whether a play means a call: "close(", "close(8", "close( #2".
bool is_call(std::string_view text);

}  // namespace stage
