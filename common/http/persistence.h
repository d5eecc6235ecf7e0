// Whether a connection stays open behind a message. RFC 9112, 9.3.
#pragma once

#include <string_view>

#include "common/http/message.h"

namespace http {

// HTTP/1.1 stays open unless "Connection: close"; HTTP/1.0 closes unless
// "Connection: keep-alive". "close" outweighs "keep-alive".
bool stays_open(const Request& request);

// The same, of a response as it came from its parser, to a request with that
// method; and a body that lasts until the end of the connection leaves none.
bool stays_open(const Response& response, std::string_view method);

}  // namespace http
