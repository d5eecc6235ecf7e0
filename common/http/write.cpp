#include "common/http/write.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "common/http/framing.h"
#include "common/http/syntax.h"

namespace http {
namespace {

void demand(bool condition, const char* broken) {
  if (!condition) throw std::invalid_argument{broken};
}

std::string version(int minor_version) {
  return minor_version == 0 ? "HTTP/1.0" : "HTTP/1.1";
}

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

std::string to_bytes(const std::vector<Header>& headers) {
  std::string bytes;
  for (const Header& header : headers) {
    demand(is_token(header.name), "a header's name is not a token");
    demand(!has_control(header.value), "control character in a header's value");
    bytes += header.name + ": " + header.value + "\r\n";
  }
  return bytes;
}

std::string content_length(const std::vector<Header>& headers,
                           const std::string& body) {
  if (find(headers, "Content-Length") || find(headers, "Transfer-Encoding"))
    return "";
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

}  // namespace

std::string to_bytes(const Request& request) {
  demand(is_token(request.method), "the method is not a token");
  demand(is_visible(request.target), "no target, or space in it");
  const bool has_length = !request.body.empty() || request.method == "POST" ||
                          request.method == "PUT" || request.method == "PATCH";
  return request.method + " " + request.target + " " +
         version(request.minor_version) + "\r\n" + to_bytes(request.headers) +
         (has_length ? content_length(request.headers, request.body) : "") +
         "\r\n" + request.body;
}

std::string to_bytes(const Response& response) {
  return head_to_bytes(response) + response.body;
}

std::string head_to_bytes(const Response& response) {
  const bool has_length = may_have_body(response.status, "GET");
  demand(100 <= response.status && response.status <= 999,
         "the status has not three digits");
  demand(!has_control(response.reason), "control character in the reason");
  demand(has_length || response.body.empty(), "a body where none may be");
  return version(response.minor_version) + " " +
         std::to_string(response.status) + " " + response.reason + "\r\n" +
         to_bytes(response.headers) +
         (has_length ? content_length(response.headers, response.body) : "") +
         "\r\n";
}

std::string date(std::time_t now) {
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 64> text{};
  // The names of strftime(3) are English: no program here sets a locale.
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return text.data();
}

}  // namespace http
