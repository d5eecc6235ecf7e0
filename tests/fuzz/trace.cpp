// Any bytes as a line of a trace: an event, which comes back as it was, or the
// place where the line is wrong. And as many lines, for their reader.
#include "common/observe/trace.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "common/observe/trace_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  observe::TraceReader reader;
  for (std::size_t begin = 0; begin < size;) {
    const std::size_t end = std::min(text.find('\n', begin), size);
    (void)reader.read(text.substr(begin, end - begin));
    begin = end + 1;
  }

  const auto parsed = observe::from_json(text);
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
