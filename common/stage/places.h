// Where the engine looks for sockets (places.cpp), and what it has seen there.
#pragma once

#include <optional>
#include <vector>

#include "common/stage/sight.h"
#include "common/stage/socket_table.h"

namespace stage {

struct Places {
  std::vector<SocketDump>
      kernels{};                 // the client's, the server's; one on loopback
  std::optional<Sight> sight{};  // of the scene
};

}  // namespace stage
