// What a request is for: its target and its host. RFC 9112, 3.2; RFC 3986, 3.
#pragma once

#include <string>
#include <string_view>

namespace http {

// The value of Host: a host and, perhaps, ":port"; or nothing at all. The host
// is a name, an IPv4 address, or an IPv6 address in brackets. RFC 9110, 7.2.
bool is_host(std::string_view text);

// Whether a request with that method may have that target:
//   origin form     /path?query       each method but CONNECT
//   absolute form   http://host/path  the same
//   authority form  host:port         CONNECT alone
//   asterisk form   *                 OPTIONS alone
bool is_target(std::string_view method, std::string_view target);

// The same target in origin form: "/path?query" of "http://host/path?query".
// Any other one is left as it is.
std::string origin_form(std::string_view target);

}  // namespace http
