// What a Close frame holds: nothing, or a code and a reason. RFC 6455, 5.5.1.
#pragma once

#include <string_view>
#include <variant>

#include "common/websocket/bytes.h"
#include "common/websocket/event.h"

namespace websocket {

// The reason lies in `payload`.
std::variant<Closed, Failure> read_close(Bytes payload);

// Throws std::invalid_argument if the code may not be sent, or if the reason is
// longer than 123 bytes or not UTF-8.
Output close_payload(CloseCode code, std::string_view reason);

}  // namespace websocket
