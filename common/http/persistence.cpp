#include "common/http/persistence.h"

#include "common/http/framing.h"

namespace http {
namespace {

bool may_stay_open(int minor_version, const std::vector<Header>& headers) {
  if (lists(headers, "Connection", "close")) return false;
  return minor_version == 1 || lists(headers, "Connection", "keep-alive");
}

}  // namespace

bool stays_open(const Request& request) {
  return may_stay_open(request.minor_version, request.headers);
}

bool stays_open(const Response& response, std::string_view method) {
  const bool until_end = may_have_body(response.status, method) &&
                         !find(response.headers, "Content-Length") &&
                         !find(response.headers, "Transfer-Encoding");
  return !until_end && may_stay_open(response.minor_version, response.headers);
}

}  // namespace http
