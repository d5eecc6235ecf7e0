// Any bytes as one side of a TLS connection: the same names in whole, a byte at a
// time, and in two pieces; none that an expectation could not say. Then as the
// segments of a trace.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "common/tls/names.h"
#include "common/tls/reader.h"
#include "common/trace/frames.h"

namespace {

using tls::Bytes;

void demand(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::string> read(Bytes bytes, std::size_t size) {
  tls::Reader reader;
  std::vector<std::string> names;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    Bytes input = bytes.subspan(at, std::min(size, bytes.size() - at));
    while (!input.empty()) {
      const tls::Event event = reader.next(input);
      if (std::holds_alternative<tls::NeedsMore>(event)) break;
      names.push_back(tls::name_of(event));
      if (std::holds_alternative<tls::Failure>(event)) return names;
    }
  }
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const Bytes bytes = std::as_bytes(std::span{data, size});
  const auto names = read(bytes, size);
  demand(names == read(bytes, 1));
  demand(names == read(bytes, size / 2 + 1));

  trace::Frames frames{7000, trace::Protocol::tls};
  trace::Segment segment;
  segment.connection = 1;
  segment.destination = "192.0.2.2:7000";
  segment.seq = 1;
  segment.data.assign(reinterpret_cast<const char*>(data), size);
  segment.length = static_cast<std::uint32_t>(size);
  frames.name(segment);
  if (!names.empty()) demand(segment.frames == names);
  demand(trace::parse_frames(trace::in_brackets(
             segment.frames, segment.frames.size())) == segment.frames);
  // What was not kept, and what was not seen.
  segment.seq += data[0];
  segment.length += data[size - 1];
  frames.name(segment);
  return 0;
}
