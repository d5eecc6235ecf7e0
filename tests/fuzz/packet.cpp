// Any bytes as an IP packet: what comes out stays within them, and can be told.
#include "common/observe/packet.h"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <variant>

#include "common/observe/connections.h"
#include "common/observe/trace.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto parsed = observe::parse(std::as_bytes(std::span{data, size}));
  const auto* packet = std::get_if<observe::Packet>(&parsed);
  if (packet == nullptr) return 0;
  if (packet->payload.size() > packet->length) std::abort();
  observe::Connections connections;
  for (int i = 0; i < 2; ++i) {
    const auto segment =
        observe::describe(connections.find(*packet), *packet, 64);
    if (!std::holds_alternative<observe::Event>(
            observe::from_json(observe::to_json(segment))))
      std::abort();
  }
  return 0;
}
