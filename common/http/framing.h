// Where a message's body ends, by its headers. RFC 9112, 6.3.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/http/message.h"

namespace http {

struct Framing {
  enum class Kind { length, chunked, until_end };
  Kind kind;
  std::size_t length = 0;  // of Kind::length; 0 if there is no body
};

// These refuse (400, 501) headers that two readers could understand in two
// ways. `method` is that of the request which the response answers.
Framing request_framing(const Request& request);
Framing response_framing(const Response& response, std::string_view method);

// Whether a body may follow the head: not in answer to HEAD, for one.
bool may_have_body(int status, std::string_view method);

}  // namespace http
