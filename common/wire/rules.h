// What the wire does with a segment, in words, a rule a line:
//
//   drop client FIN 1                     the first; without a number: each
//   delay client DATA 500ms
//   duplicate client SYN
//   hold client FIN until server FIN
//   cut after client FIN                  from then on nothing passes
//   forget after 2s idle                  as a middle box: when no segment of a
//                                         connection has passed for so long, none
//                                         passes any more, before a SYN begins it
//                                         anew
//   reject client SYN                     a firewall refuses it: it is dropped, and
//                                         an ICMP error answers
//   inject client RST after server FIN    a forged segment, that the sender's
//                                         kernel knows nothing of
//   inject client DATA "hi" seq +10 window 0 after server ACK
//   spoil client DATA 1 checksum          it arrives, but not as it was sent;
//                                         packet/spoil.h has all the ways
//
// A forged segment has the number that its receiver expects next, but for `seq`
// (+N or -N), and the sender's last window, but for `window` (in bytes).
//
// The host is who sends it. SYN, FIN and RST are segments with that flag (the
// server's SYN is its SYN ACK), DATA one with a payload, ACK one with nothing
// but an acknowledgement, UPDATE such an ACK that names another window (the
// trace's "window update").
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/packet/spoil.h"
#include "common/text/words.h"
#include "common/trace/trace.h"

namespace wire {

// "client FIN 2": a segment that a rule speaks of.
struct Pattern {
  enum class Kind { syn, fin, rst, data, ack, update };
  trace::Host host = trace::Host::client;
  Kind kind = Kind::syn;
  int number = 0;  // 0: each

  // Whether the segment is one; counts those that it has seen.
  bool matches(const trace::Segment& segment);

  int seen = 0;
};

struct Rule {
  enum class Action {
    drop,
    delay,
    duplicate,
    hold,
    cut,
    forget,
    reject,
    inject,
    spoil
  };
  Action action = Action::drop;
  Pattern what;                         // for inject: what to forge,
  std::string text;                     // its payload,
  int seq = 0;                          // how far off its number is,
  std::optional<std::uint32_t> window;  // and its window
  std::chrono::microseconds time{};     // of `delay` and `forget`
  packet::Spoil how{};                  // of `spoil`
  Pattern trigger;                      // of `hold`, `cut` and `inject`
  bool over = false;                    // of `hold`: its trigger has come
};

// Whether the segment is one of that kind.
bool is_kind(Pattern::Kind kind, const trace::Segment& segment);

// "FIN", in capitals or not; nothing if there is no such kind.
std::optional<Pattern::Kind> kind_named(std::string_view name);
std::string_view name(Pattern::Kind kind);

using BadRule = text::BadWord;

std::variant<Rule, BadRule> parse_rule(std::string_view line);

}  // namespace wire
