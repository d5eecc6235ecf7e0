// What the engine's words for scripts/watch.sh (watch.cpp) know of a scene.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "common/stage/places.h"

namespace stage {

struct Watch {
  bool on = false;                     // what the programs print is told, too
  bool data = false;                   // payloads are shown
  std::string expected{};              // the file that says what must happen
  std::set<std::string> unseen{};      // what `calls` says that it cannot see
  std::map<std::string, int> lines{};  // so many of each program
};

// How long the wire must be quiet until one can say that no more will come: longer if
// a program holds a connection. Nothing: a kernel will send something by itself.
std::optional<std::chrono::milliseconds> patience(const Places& places);

}  // namespace stage
