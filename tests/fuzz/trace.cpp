// Any bytes as a line of a trace: an event, which comes back as it was, or the
// place where the line is wrong.
#include "common/observe/trace.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto parsed =
      observe::from_json({reinterpret_cast<const char*>(data), size});
  if (const auto* bad = std::get_if<observe::BadLine>(&parsed)) {
    if (bad->offset > size || bad->reason.empty()) std::abort();
    return 0;
  }
  const std::string line = observe::to_json(std::get<observe::Event>(parsed));
  const auto again = observe::from_json(line);
  if (!std::holds_alternative<observe::Event>(again)) std::abort();
  if (observe::to_json(std::get<observe::Event>(again)) != line) std::abort();
  return 0;
}
