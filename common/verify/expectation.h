// What must happen in a scene, in order, a line each; what is not named may
// happen too:
//
//   client call   shutdown(... SHUT_WR)     a call begins ("...": anything)
//   server call   accept                    whatever its arguments
//   client return shutdown = 0              of the call named before it
//   client return recv = -1 ECONNRESET
//   client sends  FIN                       a segment enters the wire
//   server sends  DATA 5                    SYN FIN RST ACK DATA: one or more
//   client retransmits FIN                  the kernel sends it again
//   client sends  keep-alive probe          as the ladder names it; or: duplicate
//                                           ACK, window update, out of order ...
//   client sends  FIN dropped               or held, duplicated, injected
//   client sends  [Close 1000]              WebSocket frames begin in it:
//   client sends  DATA 8 [Text 5, Ping]     frames.h names them
//   client sends  [Text ...]                of any length, with any code
//   server sends  ICMP port unreachable     and ICMPv6; "ICMP" alone: any
//   client sends  UDP 5                     with 5 bytes; "UDP" alone: any
//   server state  CLOSE-WAIT                it is, or comes to be, in it
//   note   The server cannot see ...
//   quick 30ms server call close(peer)      it must begin so soon after the line
//                                           before: else this machine is too slow
//                                           for what the other lines claim
//   never  client sends RST                 nowhere in the trace
//   count  2 client sends SYN               just so often in the trace
//
// "client#2" speaks of the second connection alone. "sends" passes over
// retransmissions; "sends ACK" is a segment that does nothing else. Other frames may
// stand before, between and behind those in the brackets. "#" at the beginning
// of a line is a comment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/trace/trace.h"

namespace verify {

struct Expectation {
  enum class Verb { call, returns, sends, retransmits, state, note };
  enum class Mode { next, never, count };
  std::size_t line = 0;  // its number in the file, from 1
  std::string text;      // as it stands there
  Mode mode = Mode::next;
  int count = 0;
  std::optional<double> quick;  // in seconds
  trace::Host host = trace::Host::client;
  int connection = 0;  // 0: any
  Verb verb = Verb::note;
  std::string pattern;      // of call, state, note and ICMP; a return's call
  std::string protocol;     // of sends: "ICMP", "UDP"; empty: TCP
  packet::Flags flags = 0;  // of SYN FIN RST ACK
  bool data = false;        // DATA
  std::optional<std::uint32_t> length;  // of DATA and UDP
  std::optional<trace::SegmentKind> kind;
  std::vector<std::string> frames;
  std::optional<trace::Fate> fate;
  long long result = 0;  // of a return
  std::string error;
};

struct BadExpectation {
  std::size_t line = 0;
  std::size_t column = 0;  // both from 1
  std::string reason;
};

// Reads a whole file.
std::variant<std::vector<Expectation>, BadExpectation> parse_expectations(
    std::string_view text);

// Whether the event is what the line says. A return tells too little: it is
// judged with its call (judge.h).
bool matches(const Expectation& e, const trace::Event& event);

// An event in the words of an expectation: "client sends FIN ACK".
std::string in_words(const trace::Event& event);

}  // namespace verify
