// The rules: from what is known when a segment leaves, its cause.
#pragma once

#include <string>
#include <string_view>

#include "common/cause/calls.h"
#include "common/cause/heard.h"
#include "common/trace/trace.h"

namespace cause {

// In seconds. What asks for an answer has it at once, and the wire has read it by then.
inline constexpr double fresh = 0.030;

struct Leaving {
  const trace::Segment& segment;
  Side& own;  // its sender, before it has sent this
  Place place;
  Calls& calls;  // of its host
};

// What cannot be otherwise, though the trace does not have the call.
inline constexpr std::string_view untold_connect = "connect()";
inline constexpr std::string_view untold_write = "a call that writes, not told";
inline constexpr std::string_view untold_read = "a call that reads, not told";
inline constexpr std::string_view untold_end =
    "close(), shutdown() or exit, not told";
inline constexpr std::string_view untold_abort = "close() or exit, not told";
inline constexpr std::string_view forged = "a raw socket";
inline constexpr std::string_view persist_timer = "persist timer";

// The segment's cause. What it answers is then answered, and a call spent.
std::string why(const Leaving& leaving);

// Its parts, by what the segment is.
std::string why_reset(const Leaving& leaving);
std::string why_again(const Leaving& leaving);
std::string why_bytes(const Leaving& leaving);  // data, FIN
std::string why_ack(const Leaving& leaving);    // nothing but an ACK

}  // namespace cause
