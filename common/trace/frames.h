// The WebSocket frames inside TCP segments. A segment is named for what begins
// in it:
//
//   GET /chat             the head of a request: the opening handshake's ...
//   101                   ... and the status of its answer; 200, 400: it stays
//                         HTTP, whose heads are named, and no body
//   Text 5                a frame with 5 bytes of payload, and its message ends
//   Text 5...             a fragment: its FIN bit is 0
//   Continuation 3...     the next one; "Continuation 3" is the last
//   Ping    Pong 4        a control frame; without a number: empty
//   Close   Close 1000    with its code
//   Text 7 compressed     its RSV1 bit is set, and permessage-deflate agreed on
//   RSV1 Text 5           a reserved bit is set
//   opcode 3              an opcode without a meaning
//   Text 5 unmasked       a client's frame without a mask; "masked": a server's
//   ... Binary            nothing begins: a frame goes on that began before
//   ...                   nothing begins that has a name yet: a part of a header
//   ?                     from here on this direction cannot be read: a header
//                         was not kept or not seen, or it is no WebSocket
//
// A frame counts as begun where its header is whole (and a Close where its code
// is). A retransmission is named again.
//
// Or the records of TLS, with the names of common/tls/names.h:
//
//   ClientHello 1.3 SNI server    a hello, where it is whole
//   ApplicationData 39            another record, where its header is
//   ... ApplicationData, ..., ?   as above
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/trace/frame_stream.h"
#include "common/trace/record_stream.h"
#include "common/trace/trace.h"

namespace trace {

// What the connections to a port carry.
enum class Protocol { websocket, tls };

class Frames {
 public:
  // Reads the connections to that port.
  explicit Frames(std::uint16_t port, Protocol protocol = Protocol::websocket)
      : end_{":" + std::to_string(port)}, protocol_{protocol} {}

  // Puts names into segment.frames. The segments of a trace must come in its
  // order. They must have been recorded with all their data (`wire --data`).
  void name(Segment& segment);

 private:
  struct WebSocket {
    FrameStream from_client{true};
    FrameStream from_server{false};
  };
  struct Tls {
    RecordStream from_client{};
    RecordStream from_server{};
  };
  using Connection = std::variant<WebSocket, Tls>;
  std::string end_;  // of the server's address: ":7000"
  Protocol protocol_;
  std::map<int, Connection> connections_;  // by number
};

// The names in "[Text 5, Ping]", of either protocol; none if one of them can be no name. "Text ..."
// is one: a Text of any length.
std::vector<std::string> parse_frames(std::string_view text);

// Whether these names stand there in this order.
bool has_frames(const std::vector<std::string>& frames,
                const std::vector<std::string>& names);

// "[Text 5, Ping, 12 more]": at most so many by name. Empty if there are none.
std::string in_brackets(const std::vector<std::string>& frames,
                        std::size_t most);

}  // namespace trace
