// The computation of Sec-WebSocket-Accept, step by step, as one would do it in
// a shell: printf %s KEY258EAFA5-... | sha1sum | xxd -r -p | base64
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace websocket {

// Four lines: the key, the key with the GUID behind it, the 20 bytes of its
// SHA-1 in hexadecimal, these bytes in Base64.
std::array<std::string, 4> explain_accept(std::string_view key);

}  // namespace websocket
