// A program of a play that runs under lab 00's `calls`, as the engine (traced.cpp)
// needs it.
#pragma once

#include "common/stage/control.h"
#include "common/stage/deeds.h"

namespace stage {

struct Traced {
  Control control;
  Deeds deeds{};
  bool begins = true;  // it is held before its first call, or will be
};

}  // namespace stage
