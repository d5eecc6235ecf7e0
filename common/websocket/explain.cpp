#include "common/websocket/explain.h"

#include "common/text/base64.h"
#include "common/websocket/handshake.h"
#include "common/websocket/sha1.h"

namespace websocket {

std::array<std::string, 4> explain_accept(std::string_view key) {
  const std::string with_guid = std::string{key} + std::string{guid};
  const Sha1 digest = sha1(with_guid);
  std::string hexadecimal;
  for (const std::byte byte : digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    hexadecimal += digits[std::to_integer<std::size_t>(byte >> 4)];
    hexadecimal += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return {"key     " + std::string{key}, "+ GUID  " + with_guid,
          "SHA-1   " + hexadecimal, "Base64  " + text::base64_encode(digest)};
}

}  // namespace websocket
