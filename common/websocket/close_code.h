// Why a WebSocket ends, as a number. RFC 6455, 7.4.
#pragma once

#include <cstdint>
#include <string_view>

namespace websocket {

using CloseCode = std::uint16_t;

namespace close_code {

inline constexpr CloseCode normal = 1000;
inline constexpr CloseCode going_away = 1001;  // a page is left, a server stops
inline constexpr CloseCode protocol_error = 1002;
inline constexpr CloseCode unsupported_data = 1003;  // binary, say, to a chat
inline constexpr CloseCode no_code = 1005;           // the Close was empty
inline constexpr CloseCode no_close = 1006;      // TCP ended without a Close
inline constexpr CloseCode invalid_data = 1007;  // text that is not UTF-8
inline constexpr CloseCode policy_violation = 1008;
inline constexpr CloseCode message_too_big = 1009;
inline constexpr CloseCode internal_error = 1011;
inline constexpr CloseCode try_again_later = 1013;

}  // namespace close_code

// Whether it may stand in a Close frame. 1005, 1006 and 1015 (TLS failed) are
// for reports to the application, 1004 has no meaning. From 1016 to 2999 none
// is registered with IANA, and those from 3000 to 4999 belong to libraries and
// applications. RFC 6455, 7.4.1 and 7.4.2.
constexpr bool may_be_sent(CloseCode code) {
  const bool defined = 1000 <= code && code <= 1014 && code != 1004 &&
                       code != close_code::no_code &&
                       code != close_code::no_close;
  return defined || (3000 <= code && code <= 4999);
}

// What it says, in the words of RFC 6455, 7.4.1, and of IANA's registry.
constexpr std::string_view name_of(CloseCode code) {
  switch (code) {
    case close_code::normal:
      return "normal closure";
    case close_code::going_away:
      return "going away";
    case close_code::protocol_error:
      return "protocol error";
    case close_code::unsupported_data:
      return "unsupported data";
    case close_code::no_code:
      return "no code received";
    case close_code::no_close:
      return "abnormal closure";
    case close_code::invalid_data:
      return "invalid data";
    case close_code::policy_violation:
      return "policy violation";
    case close_code::message_too_big:
      return "message too big";
    case 1010:
      return "an extension is missing";
    case close_code::internal_error:
      return "internal error";
    case 1012:
      return "service restart";
    case close_code::try_again_later:
      return "try again later";
    case 1014:
      return "bad gateway";
    case 1015:
      return "TLS handshake failed";
    default:
      return code < 3000   ? "no meaning"
             : code < 4000 ? "of a library"
                           : "of an application";
  }
}

}  // namespace websocket
