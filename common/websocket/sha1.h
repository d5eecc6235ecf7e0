// SHA-1, for the one use it has left here: Sec-WebSocket-Accept. RFC 3174.
//
// SHA-1 is broken as a signature. The handshake asks only that the server has
// read the key and knows the protocol, so nothing is lost by it (RFC 6455,
// 10.8).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace websocket {

using Sha1 = std::array<std::byte, 20>;

// The digest of a message of any length, the most significant byte first.
Sha1 sha1(std::span<const std::byte> message);
Sha1 sha1(std::string_view message);

}  // namespace websocket
