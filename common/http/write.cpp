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
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return is_control(c); });
}

// The headers and the empty line behind them. If the body has a length, and no
// header says it, one more does.
void append(std::string& bytes, const std::vector<Header>& headers,
            const std::string& body, bool has_length) {
  bytes.reserve(256);  // most heads fit: they do not move as they grow
  for (const Header& header : headers) {
    demand(is_token(header.name), "a header's name is not a token");
    demand(!has_control(header.value), "control character in a header's value");
    bytes.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (has_length && !find(headers, "Content-Length") &&
      !find(headers, "Transfer-Encoding"))
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  bytes += "\r\n";
}

}  // namespace

std::string to_bytes(const Request& request) {
  demand(is_token(request.method), "the method is not a token");
  demand(is_visible(request.target), "no target, or space in it");
  const bool has_length = !request.body.empty() || request.method == "POST" ||
                          request.method == "PUT" || request.method == "PATCH";
  std::string bytes = request.method + " " + request.target + " " +
                      version(request.minor_version) + "\r\n";
  append(bytes, request.headers, request.body, has_length);
  bytes += request.body;
  return bytes;
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
  std::string bytes = version(response.minor_version) + " " +
                      std::to_string(response.status) + " " + response.reason +
                      "\r\n";
  append(bytes, response.headers, response.body, has_length);
  return bytes;
}

std::string date(std::time_t now) {
  // Made once a second: a busy server asks for it thousands of times.
  thread_local std::time_t made = 0;
  thread_local std::array<char, 64> text{};
  if (text.front() == '\0' || now != made) {
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    // The names of strftime(3) are English: no program here sets a locale.
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    made = now;
  }
  return text.data();
}

}  // namespace http
