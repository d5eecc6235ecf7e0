// Messages in, bytes out.
#pragma once

#include <ctime>
#include <string>

#include "common/http/message.h"

namespace http {

// The message as it is, and one header more: Content-Length, the body's size.
// It is added to
//   - a response, unless its status is 1xx, 204 or 304 (RFC 9110, 8.6);
//   - a request that has a body, or whose method is POST, PUT or PATCH;
// and never beside a Content-Length or Transfer-Encoding that is there already:
// whoever wrote that has framed the body. Nothing else is added: no Host, no
// Date, no Connection.
//
// Throws std::invalid_argument if a part cannot stand where it should: a CR or
// LF in a header, which would let whoever chose that text invent a second
// response ("response splitting", RFC 9112, 11.1); a body with 204.
std::string to_bytes(const Request& request);
std::string to_bytes(const Response& response);

// The answer to HEAD: what GET would be answered, Content-Length included, less
// the body. RFC 9110, 9.3.2.
std::string head_to_bytes(const Response& response);

// The value of Date, which a server that has a clock puts into each answer:
// "Sun, 06 Nov 1994 08:49:37 GMT". RFC 9110, 6.6.1 and 5.6.7.
std::string date(std::time_t now = std::time(nullptr));

}  // namespace http
