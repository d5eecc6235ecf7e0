// What the engine's words for scripts/watch.sh (watch.cpp) know of a scene.
#pragma once

#include <map>
#include <set>
#include <string>

namespace stage {

struct Watch {
  bool on = false;                     // what the programs print is told, too
  bool data = false;                   // payloads are shown
  std::string expected{};              // the file that says what must happen
  std::set<std::string> unseen{};      // what `calls` says that it cannot see
  std::map<std::string, int> lines{};  // so many of each program
};

}  // namespace stage
