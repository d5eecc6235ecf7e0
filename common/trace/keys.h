// What the wire says of its keys: notes of no host.
#pragma once

#include <string_view>

#include "common/trace/trace.h"

namespace trace {

// What a key has done: "you deliver the client's FIN".
inline bool tells_of_key(const Note& note) {
  return !note.host && note.text.starts_with("you ");
}

// What waits for one: "waits: client FIN, 2 more; server nothing". The host whose
// segment is next stands first. It is for a status line, and no row.
constexpr std::string_view waits = "waits: ";
inline bool tells_of_queue(const Note& note) {
  return !note.host && note.text.starts_with(waits);
}

}  // namespace trace
