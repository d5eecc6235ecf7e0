// What a peer has sent, once it is worth telling.
//
// Payloads lie in the input, or within the reader: they hold until the next
// call that reads.
#pragma once

#include <string_view>
#include <variant>

#include "common/websocket/bytes.h"
#include "common/websocket/opcode.h"
#include "common/websocket/rules.h"

namespace websocket {

struct NeedsMore {};  // nothing to tell yet

struct Message {
  Opcode kind;  // text, which is UTF-8 then, or binary
  Bytes payload;
};

struct Ping {
  Bytes payload;  // the Pong with the same is in the output already
};

struct Pong {
  Bytes payload;
};

// The other side's Close, or the end of TCP: nothing more will be told.
struct Closed {
  CloseCode code;  // 1005: the Close gave none; 1006: there was no Close
  std::string_view reason;
};

// The peer has broken a rule: nothing more will be told.
struct Failure {
  Rule rule;
};

using Event = std::variant<NeedsMore, Message, Ping, Pong, Closed, Failure>;

}  // namespace websocket
