#include "common/http/response_parser.h"

#include <utility>

#include "common/http/head.h"

namespace http {

ResponseParser::Result ResponseParser::next(std::string_view method) {
  if (refusal_) return *refusal_;
  try {
    if (!read_on(method)) {
      if (ended_ && in_the_middle()) return CutShort{response_};
      return NeedsMore{};
    }
  } catch (const Refusal& refusal) {
    refusal_ = refusal;
    return refusal;
  }
  body_.reset();
  return std::exchange(response_, {});
}

// Returns whether the response is complete.
bool ResponseParser::read_on(std::string_view method) {
  if (!body_) {
    const auto head = take_head(input_, limits_);
    if (!head) return false;
    response_ = parse_response_head(*head, limits_);
    body_.emplace(response_framing(response_, method), limits_, Folds::joined);
  }
  return body_->read(input_, response_.body) ||
         (ended_ && body_->lasts_until_end());
}

}  // namespace http
