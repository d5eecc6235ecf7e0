// What the engine's words for exercises (exercise.cpp) know of a run.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/check/marker.h"
#include "common/check/report.h"
#include "common/trace/trace.h"
#include "common/verify/file.h"

namespace stage {

// Of the student's program, in a play.
inline constexpr const char* student_name = "yours";

struct Exercise {
  bool on = false;
  bool acts = false;  // a word does: if it fails, the student's program did
  bool interrupted = false;  // that program, by the play
  verify::Values values{};
  std::vector<std::string> given{};  // their names, in order
  std::optional<trace::Host> yours{};
  std::optional<check::Marker> marker{};
  std::optional<check::Line> listens{};
  std::optional<check::Line> prints{};
  check::Report report{};
  // How late the engine itself was at most, when it was to wake up.
  std::chrono::steady_clock::duration latest{};
  // Since then nothing happens any more, and the others wait.
  std::chrono::steady_clock::time_point still_since{};
};

}  // namespace stage
