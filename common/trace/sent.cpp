#include "common/trace/sent.h"

#include <algorithm>

namespace trace {

std::string sent(const std::vector<Event>& events, std::string_view host) {
  std::string words;
  std::string_view last;
  const auto add = [&](std::string_view kind) {
    if (kind == last) return;
    words += words.empty() ? "" : " ";
    words += last = kind;
  };
  for (const Event& event : events) {
    const auto* s = std::get_if<Segment>(&event);
    if (s == nullptr || s->from != host ||
        s->kind == SegmentKind::retransmission)
      continue;
    bool bare = true;
    if (s->length > 0) add("DATA"), bare = false;
    for (const std::string_view flag : {"SYN", "FIN", "RST"})
      if (std::find(s->flags.begin(), s->flags.end(), flag) != s->flags.end())
        add(flag), bare = false;
    if (bare) add("ACK");
  }
  return words.empty() ? "nothing" : words;
}

}  // namespace trace
