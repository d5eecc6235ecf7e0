#include "common/trace/sent.h"

namespace trace {

std::string sent(const std::vector<Event>& events, Host host) {
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
    for (const auto& [flag, word] : packet::flag_names)
      if ((flag & (packet::SYN | packet::FIN | packet::RST)) != 0 &&
          has(*s, flag))
        add(word), bare = false;
    if (bare) add("ACK");
  }
  return words.empty() ? "nothing" : words;
}

}  // namespace trace
