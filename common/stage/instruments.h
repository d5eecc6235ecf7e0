// What the instruments of a scene (instruments.cpp) are to do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/trace/frames.h"

namespace stage {

struct Plan {
  std::vector<std::string> wire{};        // its arguments
  std::string line{};                     // of the play, which says them last
  std::optional<trace::Frames> frames{};  // names what the segments carry
  std::string named_frames{};             // "websocket", "tls"
};

}  // namespace stage
