// Any bytes as a line of a trace: an event, which comes back as it was, or the
// place where the line is wrong. And as many lines, for their reader, and for what
// draws the queues.
#include "common/trace/trace.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "common/ladder/queues.h"
#include "common/trace/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  trace::TraceReader reader;
  ladder::QueueLog queues;
  for (std::size_t begin = 0; begin < size;) {
    const std::size_t end = std::min(text.find('\n', begin), size);
    const auto read = reader.read(text.substr(begin, end - begin));
    if (const auto* moment = std::get_if<trace::Moment>(&read))
      queues.take(*moment);
    begin = end + 1;
  }
  (void)ladder::queues_text(queues.series(), 80, 10, true);
  (void)ladder::queues_svg(queues.series(), "");

  const auto parsed = trace::from_json(text);
  if (const auto* bad = std::get_if<trace::BadLine>(&parsed)) {
    if (bad->offset > size || bad->reason.empty()) std::abort();
    return 0;
  }
  const std::string line = trace::to_json(std::get<trace::Event>(parsed));
  const auto again = trace::from_json(line);
  if (!std::holds_alternative<trace::Event>(again)) std::abort();
  if (trace::to_json(std::get<trace::Event>(again)) != line) std::abort();
  return 0;
}
