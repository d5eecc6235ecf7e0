// Bytes in, responses out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/body.h"
#include "common/http/input.h"
#include "common/http/message.h"
#include "common/http/refusal.h"

namespace http {

// The connection ended within a response. What had arrived of it: the head and
// a part of the body, or nothing if not even the head was complete. RFC 9112,
// 8.
struct CutShort {
  Response arrived;
};

// However the bytes are cut into pieces, the responses are the same.
class ResponseParser {
 public:
  using Result = std::variant<NeedsMore, Response, CutShort, Refusal>;

  explicit ResponseParser(Limits limits = {}) : limits_{limits} {}

  void add(std::string_view bytes) { input_.add(bytes); }

  // Say that the peer has ended the connection: read(2) gave 0. Not after a
  // reset, for this completes a body that lasts until the end.
  void end() { ended_ = true; }

  // The next response of those that have arrived; `method` is that of the
  // request which it answers (HEAD is answered without a body). An interim
  // response (1xx) comes as one by itself: the final one is still to come,
  // except after 101, which is HTTP's last. After a Refusal or CutShort, only
  // the same comes again.
  Result next(std::string_view method);

  // Once next() has said NeedsMore: whether a response has begun. If none has,
  // and the connection has ended, the request was not answered at all.
  bool in_the_middle() const {
    return body_.has_value() || !input_.view().empty();
  }

  // Takes the bytes behind the last response: after 101 they belong to another
  // protocol. RFC 9110, 7.8.
  std::string take_rest() {
    return std::string{input_.take(std::string::npos)};
  }

 private:
  bool read_on(std::string_view method);

  Limits limits_;
  Input input_;
  Response response_;               // as far as it has been read
  std::optional<BodyReader> body_;  // once the head is complete
  std::optional<Refusal> refusal_;
  bool ended_ = false;
};

}  // namespace http
