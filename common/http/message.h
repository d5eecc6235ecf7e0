// What an HTTP message consists of, once it has been read: RFC 9110, RFC 9112.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

struct Header {
  std::string name;   // as it was sent: compared without regard to case
  std::string value;  // without the white space around it
};

struct Request {
  std::string method;     // "GET": case matters
  std::string target;     // "/path?query"
  int minor_version = 1;  // HTTP/1.0 or HTTP/1.1
  std::vector<Header> headers;
  std::string body;  // without what chunks add to it
};

struct Response {
  int status = 200;
  std::string reason = "OK";
  int minor_version = 1;
  std::vector<Header> headers{};
  std::string body{};  // without what chunks add to it
};

// Whether the answer is still to come: 1xx, except 101, behind which HTTP ends.
// There may be any number of these before the answer. RFC 9110, 15.2.
bool is_interim(const Response& response);

// What a response's first line says of its status: "Not Found". "Unknown" for a
// status that this project never sends. RFC 9110, 15.
std::string reason_phrase(int status);

// The value of the first header of that name, or nothing. RFC 9110, 5.1.
std::optional<std::string_view> find(const std::vector<Header>& headers,
                                     std::string_view name);

// Whether any header of that name lists `token`, as in "keep-alive, Upgrade".
// Regards no case; reads every header of that name as one comma-separated
// list. RFC 9110, 5.6.1 and 7.6.1.
bool lists(const std::vector<Header>& headers, std::string_view name,
           std::string_view token);

// Lets `line`, "Upgrade: h2c", stand in the place of all headers of that name;
// "Upgrade:" removes them. Throws std::invalid_argument if it has no colon.
void set_header(std::vector<Header>& headers, std::string_view line);

// The value of Host: "localhost:7000". An IPv6 address has colons of its own,
// so it stands in brackets: "[::1]:7000". RFC 3986, 3.2.2. What stands behind
// its '%' names an interface of this host, and means nothing to the peer.
std::string authority(std::string_view host, std::string_view port);

// Equality of ASCII text without regard to case: "Upgrade" is "upgrade".
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace http
