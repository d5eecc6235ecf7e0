#include "common/websocket/close_frame.h"

#include <algorithm>
#include <stdexcept>

#include "common/text/utf8.h"

namespace websocket {

std::variant<Closed, Failure> read_close(Bytes payload) {
  if (payload.empty()) return Closed{close_code::no_code, ""};
  if (payload.size() == 1) return Failure{rule::close_code_is_whole};
  const auto code =
      static_cast<CloseCode>(std::to_integer<unsigned>(payload[0]) << 8 |
                             std::to_integer<unsigned>(payload[1]));
  if (!may_be_sent(code)) return Failure{rule::close_code_allowed};
  const Bytes reason = payload.subspan(2);
  if (!text::is_utf8(reason)) return Failure{rule::close_reason_is_utf8};
  return Closed{code, text_of(reason)};
}

Output close_payload(CloseCode code, std::string_view reason) {
  if (!may_be_sent(code)) {
    throw std::invalid_argument("this close code may not be sent");
  }
  if (reason.size() > 123) {
    throw std::invalid_argument("a close reason has at most 123 bytes");
  }
  if (!text::is_utf8(bytes_of(reason))) {
    throw std::invalid_argument("a close reason must be UTF-8");
  }
  Output payload(2 + reason.size());
  payload[0] = static_cast<std::byte>(code >> 8);
  payload[1] = static_cast<std::byte>(code & 0xff);
  std::ranges::copy(bytes_of(reason), payload.begin() + 2);
  return payload;
}

}  // namespace websocket
