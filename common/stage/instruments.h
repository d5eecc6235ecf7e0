// What the instruments of a scene (instruments.cpp) are to do.
#pragma once

#include <string>
#include <vector>

namespace stage {

struct Plan {
  std::vector<std::string> wire{};  // its arguments
  std::string line{};               // of the play, which says them last
  int websocket = 0;                // the port whose frames are named; 0: none
};

}  // namespace stage
