#include "common/http/framing.h"

#include <algorithm>

#include "common/http/refusal.h"
#include "common/http/syntax.h"

namespace http {
namespace {

// RFC 9110, 8.6. "5, 5" is 5: the RFC lets us accept a length that was said
// twice, in one header or in two. It is no list otherwise: "5," is malformed.
Framing content_length(const std::vector<Header>& headers) {
  const auto lengths = parts(headers, "Content-Length");
  for (const std::string_view each : lengths) {
    require(!each.empty(), 400, "empty Content-Length (RFC 9110, 8.6)");
    require(to_number(each, 10).has_value(), 400,
            "Content-Length is no number, or too big (RFC 9110, 8.6)");
    require(each == lengths.front(), 400,
            "two different Content-Lengths (RFC 9112, 6.3)");
  }
  const auto length = to_number(lengths.front(), 10);
  return {.kind = Framing::Kind::length, .length = *length};
}

Framing transfer_encoding(const std::vector<Header>& headers) {
  const auto codings = elements(headers, "Transfer-Encoding");
  const auto chunked =
      std::count_if(codings.begin(), codings.end(), [](std::string_view name) {
        return equal_ignoring_case(name, "chunked");
      });
  // First, for it is a MUST; the 501 for an unknown coding is a SHOULD.
  require(!codings.empty() && equal_ignoring_case(codings.back(), "chunked"),
          400, "chunked is not the last coding (RFC 9112, 6.3)");
  require(chunked == 1, 400, "chunked twice (RFC 9112, 6.1)");
  require(codings.size() == 1, 501, "unknown transfer coding (RFC 9112, 6.1)");
  return {.kind = Framing::Kind::chunked};
}

Framing framing(const std::vector<Header>& headers, int minor_version,
                Framing otherwise) {
  const bool has_length = find(headers, "Content-Length").has_value();
  if (find(headers, "Transfer-Encoding")) {
    require(minor_version == 1, 400,
            "Transfer-Encoding in HTTP/1.0 (RFC 9112, 6.1)");
    // One reader goes by the one and the next by the other: that is how a
    // request is smuggled past the first. RFC 9112, 11.2.
    require(!has_length, 400,
            "Content-Length and Transfer-Encoding (RFC 9112, 6.3)");
    return transfer_encoding(headers);
  }
  return has_length ? content_length(headers) : otherwise;
}

}  // namespace

Framing request_framing(const Request& request) {
  return framing(request.headers, request.minor_version,
                 {.kind = Framing::Kind::length});
}

Framing response_framing(const Response& response, std::string_view method) {
  if (!may_have_body(response.status, method))
    return {.kind = Framing::Kind::length};
  return framing(response.headers, response.minor_version,
                 {.kind = Framing::Kind::until_end});
}

bool may_have_body(int status, std::string_view method) {
  const bool tunnel = method == "CONNECT" && status / 100 == 2;
  const bool never = status / 100 == 1 || status == 204 || status == 304;
  return method != "HEAD" && !tunnel && !never;
}

}  // namespace http
