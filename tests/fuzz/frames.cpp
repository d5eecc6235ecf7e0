// Any bytes as one direction of a WebSocket connection: the same names in one
// segment, a byte at a time, and in segments whose size the input says; and
// the same when all of it is sent again. Then as segments of any place, length
// and data.
#include "common/trace/frames.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using trace::Frames;
using trace::in_brackets;
using trace::Segment;

void demand(bool condition) {
  if (!condition) std::abort();
}

Segment segment(bool from_client, std::uint32_t seq, std::string data) {
  Segment s;
  s.connection = 1;
  (from_client ? s.destination : s.source) = "192.0.2.2:7000";
  s.seq = seq;
  s.length = static_cast<std::uint32_t>(data.size());
  s.data = std::move(data);
  return s;
}

// Puts the names of what begins in the segment behind the others.
void name(Frames& frames, Segment s, std::vector<std::string>& names) {
  frames.name(s);
  for (const std::string& one : s.frames) {
    if (!one.starts_with("...")) names.push_back(one);
    demand(trace::parse_frames(in_brackets(s.frames, s.frames.size())) ==
           s.frames);
  }
}

std::vector<std::string> play(bool from_client, const std::string& bytes,
                              std::size_t size) {
  Frames frames{7000};
  std::vector<std::string> names;
  for (std::size_t at = 0; at < bytes.size(); at += size)
    name(frames,
         segment(from_client, static_cast<std::uint32_t>(at) + 1,
                 bytes.substr(at, size)),
         names);
  std::vector<std::string> again;
  name(frames, segment(from_client, 1, bytes), again);
  demand(names.size() > 1000 || again == names);
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const bool from_client = (data[0] & 1) != 0;
  const std::string bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto whole = play(from_client, bytes, bytes.size() + 1);
  demand(play(from_client, bytes, 1) == whole);
  demand(play(from_client, bytes, data[0] / 2U + 1) == whole);

  // A segment is: who and where, how long, how much of it was kept.
  Frames frames{7000};
  std::vector<std::string> names;
  for (std::string_view rest = bytes; rest.size() >= 3;) {
    const auto number = [&](std::size_t at) {
      return static_cast<std::uint8_t>(rest[at]);
    };
    const std::uint32_t seq = 1 + (number(0) & 0x7fU) * 4;
    Segment s = segment(number(0) > 127, number(0) == 255 ? ~0U : seq,
                        std::string{rest.substr(3, number(2))});
    s.length = number(1) == 255 ? ~0U : number(1);
    name(frames, s, names);
    rest.remove_prefix(std::min<std::size_t>(rest.size(), 3 + number(2)));
  }
  return 0;
}
