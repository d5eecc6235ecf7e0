// Bytes in, requests out.
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

// However the bytes are cut into pieces, the requests are the same:
//
//   parser.add(bytes);  // as read from the connection
//   auto result = parser.next();  // again and again, until it is NeedsMore
class RequestParser {
 public:
  using Result = std::variant<NeedsMore, Request, Refusal>;

  explicit RequestParser(Limits limits = {}) : limits_{limits} {}

  void add(std::string_view bytes) { input_.add(bytes); }

  // The next request of those that have arrived. Strict: what two readers could
  // understand in two ways is refused. After a Refusal, only the same comes
  // again.
  Result next();

  // Once next() has said NeedsMore: whether a request has begun. If the rest
  // does not come, that deserves a 408 (RFC 9110, 15.5.9); if none has begun,
  // the connection is merely idle.
  bool in_the_middle() const {
    return body_.has_value() || !input_.view().empty();
  }

  // Once next() has said NeedsMore: whether the client holds a body back until
  // it hears "100 Continue". True until the body comes: answer only once.
  // RFC 9110, 10.1.1.
  bool awaits_continue() const;

  // Whether the request that next() has read, refused, or begun is a HEAD: its
  // answer, also one that refuses it, is a head alone. RFC 9110, 9.3.2.
  bool wants_head_alone() const { return wants_head_alone_; }

  // Takes the bytes behind the last request: after an upgrade they belong to
  // another protocol. RFC 9110, 7.8.
  std::string take_rest() {
    return std::string{input_.take(std::string::npos)};
  }

 private:
  bool read_on();

  Limits limits_;
  Input input_;
  Request request_;                 // as far as it has been read
  std::optional<BodyReader> body_;  // once the head is complete
  std::optional<Refusal> refusal_;
  bool wants_head_alone_ = false;
};

}  // namespace http
