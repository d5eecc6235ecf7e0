// Where the engine looks for sockets (places.cpp), and what it has seen there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/host/counters.h"
#include "common/stage/sight.h"
#include "common/stage/socket_table.h"

namespace stage {

struct Places {
  std::vector<SocketDump>
      kernels{};                 // the client's, the server's; one on loopback
  std::optional<Sight> sight{};  // of the scene
  // What each host had counted when the scene began, or was last asked.
  std::map<std::string, host::Counters> counted{};
};

}  // namespace stage
