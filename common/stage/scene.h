// A scene of a play, as the words that begin and end one (scene.cpp) know it.
#pragma once

#include <chrono>
#include <string>

namespace stage {

struct Scene {
  std::string name{};
  int port = 0;  // of its server
  std::chrono::steady_clock::time_point started{};
};

}  // namespace stage
