// What the teacher's keys have to do with: what waits, and what was typed.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "common/wire/typed.h"

namespace stage {

struct Keys {
  using Clock = std::chrono::steady_clock;

  std::string pressed{};    // and not used yet
  bool ended = false;       // none will come any more
  bool play_waits = false;  // for Enter
  wire::Typed typed{};      // of a search
  bool stop_at_calls = false;
  bool searches = false;                     // all run until one is found
  std::string queue{};                       // trace::Waiting's text
  std::map<long, Clock::time_point> held{};  // segments, by their number

  [[nodiscard]] bool segment_waits() const;
};

}  // namespace stage
