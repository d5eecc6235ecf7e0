// A program of a play, as the engine's words for programs (cast.cpp) need it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "common/socket/fd.h"
#include "common/stage/process.h"
#include "common/stage/speech.h"
#include "common/stage/traced.h"

namespace stage {

// A program of the scene, by the name that the play gives it.
struct Actor {
  std::string name;
  std::string host;
  Process process;
  Fd in;  // closed: it waits at no step any more
  Fd out;
  Speech speech;
  std::string at{};                     // the step that it waits at
  std::optional<std::string> status{};  // how it ended, when all was heard
  bool judged = false;                  // it ended as the play wants it
  std::optional<Traced> traced{};       // it was started with --
  std::set<std::string> listened{};     // ends on its host, before it started
};

}  // namespace stage
