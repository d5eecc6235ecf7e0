// What must happen in a scene, in order, a line each; what is not named may
// happen too:
//
//   client connects                         whatever calls a program makes for it
//   client sends  data "GET / HTTP"         any call that writes; \r \n \" \xHH
//   client ends sending                     SHUT_WR, SHUT_RDWR or the last close
//   client closes                           its last descriptor
//   server reads  5 bytes                   or: end, ECONNRESET, >= 1 bytes
//   client call   shutdown(... SHUT_WR)     a call begins ("...": anything)
//   server call   accept                    whatever its arguments
//   client return shutdown = 0              of the call named before it
//   client return recv = -1 ECONNRESET      or: recv = *, recv >= 1
//   client sends  FIN                       a segment enters the wire
//   server sends  DATA 5                    SYN FIN RST ACK DATA: one or more
//   client sends  ACK window 0              an RST has no window
//   client retransmits FIN                  or: client sends FIN retransmission
//   client sends  keep-alive probe          as the ladder names it; or: duplicate
//                                           ACK, window update, out of order ...
//   client sends  FIN dropped               or held, duplicated, injected
//   client sends  [Close 1000]              WebSocket frames begin in it:
//   client sends  DATA 8 [Text 5, Ping]     frames.h names them, and TLS's
//                                           records
//   client sends  [Text ...]                of any length, with any code
//   server sends  ICMP port unreachable     and ICMPv6; "ICMP" alone: any
//   client sends  UDP 5                     with 5 bytes; "UDP" alone: any
//   server state  CLOSE-WAIT                it is, or comes to be, in it
//   note   The server cannot see ...
//   server sends  FIN within 500ms          the first that fits comes so soon
//   client sends  RST not before 40ms       after the line that was met before it
//   quick 30ms server call close(peer)      it must begin so soon after the line
//                                           before: else this machine is too slow
//                                           for what the other lines claim
//   never  client sends RST                 nowhere in the trace
//   count  2 client sends SYN               just so often in the trace
//
//   together                                its lines come in any order; an event
//     client state FIN-WAIT-2               meets the first that fits
//     server sends FIN within 500ms         after the line before "together"
//   end
//   any number of                           each time that the first line happens,
//     client sends data "GET"               the others follow, before it happens
//     server sends data "HTTP/1.1"          again; maybe never. Of one line:
//   end                                     any number of server sends DATA
//
// Of an exercise (labs/*/exercises), what a student is told stands behind a line
// and under it; {name} is a value that its play gives:
//
//   client sends data "{question}"  points 2
//     hint Which call sends bytes?          up to three, the answer last
//     why  Without a question no answer comes.
//     see  RFC 9293, 3.10.2
//
// "client#2" speaks of the second connection alone. "sends" passes over
// retransmissions; "sends ACK" is a segment that does nothing else. Other frames may
// stand before, between and behind those in the brackets. "connects", "reads" and
// "return" may come before or after the segments named beside them; the next line
// about calls of that host waits for "connects" and "reads". "#" at the beginning of
// a line is a comment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/trace.h"

namespace verify {

struct Expectation {
  enum class Verb {
    call,
    returns,
    connects,
    ends_sending,
    closes,
    reads,
    sends,
    retransmits,
    state,
    sends_data,
    note
  };
  enum class Mode { next, never, count };
  enum class Block { none, together, any_number };
  enum class Result { exact, at_least, any };
  std::size_t line = 0;  // its number in the file, from 1
  std::string text;      // as it stands there
  Mode mode = Mode::next;
  Block block = Block::none;
  std::size_t block_line = 0;  // where its block begins
  int count = 0;
  std::optional<double> quick, within, not_before;  // in seconds
  trace::Host host = trace::Host::client;
  int connection = 0;  // 0: any
  Verb verb = Verb::note;
  std::string pattern;      // of call, state, note and ICMP; a return's call;
                            // how the data begin
  std::string protocol;     // of sends: "ICMP", "UDP"; empty: TCP
  packet::Flags flags = 0;  // of SYN FIN RST ACK
  bool data = false;        // DATA
  std::optional<std::uint32_t> length;  // of DATA and UDP
  std::optional<std::uint32_t> window;
  std::optional<trace::SegmentKind> kind;
  std::vector<std::string> frames;
  std::optional<trace::Fate> fate;
  Result compare = Result::exact;
  long long result = 0;  // of a return, and of reads
  std::string error;
  int points = 1;  // of an exercise, this and what follows
  std::vector<std::string> hints;
  std::string why;  // it matters
  std::string see;  // where one can read of it
};

}  // namespace verify
