// A scene of a play, as the words that begin and end one (scene.cpp) know it.
#pragma once

#include <chrono>
#include <string>

#include "common/socket/fd.h"

namespace stage {

struct Scene {
  std::string name{};
  std::string title{};
  int port = 0;  // of its server
  Fd claim{};    // of that port: on loopback, where other plays are
  std::chrono::steady_clock::time_point started{};
};

}  // namespace stage
