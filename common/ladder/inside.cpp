#include "common/ladder/inside.h"

#include <cstdint>

namespace ladder {

std::optional<trace::Frames> frames_of(const Options& options) {
  const bool tls = options.has("--tls");
  if (tls && options.has("--websocket"))
    throw UsageError{"--websocket and --tls: one of them"};
  if (!tls && !options.has("--websocket")) return {};
  const int port = options.number(tls ? "--tls" : "--websocket", 0);
  if (port > 65'535) throw UsageError{"a port is at most 65535"};
  return trace::Frames{static_cast<std::uint16_t>(port),
                       tls ? trace::Protocol::tls : trace::Protocol::websocket};
}

}  // namespace ladder
