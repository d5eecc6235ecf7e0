#include "common/http/request_parser.h"

#include <utility>

#include "common/http/head.h"

namespace http {

RequestParser::Result RequestParser::next() {
  if (refusal_) return *refusal_;
  try {
    if (!read_on()) return NeedsMore{};
  } catch (const Refusal& refusal) {
    refusal_ = refusal;
    return refusal;
  }
  body_.reset();
  return std::exchange(request_, {});
}

// Returns whether the request is complete.
bool RequestParser::read_on() {
  if (!body_) {
    // Some clients send an empty line too many after a body. RFC 9112, 2.2.
    while (input_.view().starts_with("\r\n")) input_.take(2);

    wants_head_alone_ = input_.view().starts_with("HEAD ");
    const auto head = take_head(input_, limits_);
    if (!head) return false;
    request_ = parse_request_head(*head, limits_);
    body_.emplace(request_framing(request_), limits_, Folds::refused);
  }
  return body_->read(input_, request_.body);
}

bool RequestParser::awaits_continue() const {
  return body_ && request_.minor_version == 1 && request_.body.empty() &&
         input_.view().empty() &&
         lists(request_.headers, "Expect", "100-continue");
}

}  // namespace http
