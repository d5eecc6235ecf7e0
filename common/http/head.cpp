#include "common/http/head.h"

#include "common/http/syntax.h"
#include "common/http/target.h"

namespace http {
namespace {

// Cuts the first line off `lines`; returns it without its CR LF.
std::string_view cut_line(std::string_view& lines) {
  const std::size_t end = lines.find("\r\n");
  const std::string_view line = lines.substr(0, end);
  lines.remove_prefix(end + 2);
  return line;
}

// "HTTP" in capitals, one digit on either side of the point. RFC 9112, 2.3.
int parse_minor_version(std::string_view text) {
  const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
  require(text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) &&
              text[6] == '.' && is_digit(text[7]),
          400, "malformed HTTP version (RFC 9112, 2.3)");
  require(text[5] == '1', 505, "not HTTP/1 (RFC 9110, 15.6.6)");
  // A higher minor version is read as the highest we know. RFC 9110, 2.5.
  return text[7] == '0' ? 0 : 1;
}

// method SP request-target SP HTTP-version. RFC 9112, 3.
Request parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  require(first != last, 400, "not 'method target version' (RFC 9112, 3)");
  Request request;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  request.minor_version = parse_minor_version(line.substr(last + 1));
  require(is_token(request.method), 400,
          "the method is no token (RFC 9110, 9.1)");
  require(is_visible(request.target), 400,
          "white space or non-ASCII in the target, or none (RFC 9112, 3.2)");
  require(is_target(request.method, request.target), 400,
          "the target has no form that this method may have (RFC 9112, 3.2)");
  return request;
}

// HTTP-version SP status-code SP [ reason-phrase ]. RFC 9112, 4.
Response parse_status_line(std::string_view line) {
  Response response;
  response.minor_version = parse_minor_version(line.substr(0, 8));
  require(line.size() >= 13 && line[8] == ' ' && line[12] == ' ', 400,
          "not 'version status reason' (RFC 9112, 4)");
  const auto status = to_number(line.substr(9, 3), 10);
  require(status && *status >= 100, 400,
          "the status is no number of three digits (RFC 9112, 4)");
  response.status = static_cast<int>(*status);
  response.reason = line.substr(13);
  return response;
}

void join(Header& header, std::string_view folded_line) {
  const std::string joined = header.value + " " + std::string{folded_line};
  header.value = trim(joined);
}

std::vector<Header> parse_headers(std::string_view lines, const Limits& limits,
                                  Folds folds) {
  std::vector<Header> headers;
  for (auto line = cut_line(lines); !line.empty(); line = cut_line(lines)) {
    if (is_folded(line) && folds == Folds::joined && !headers.empty()) {
      join(headers.back(), trim(line));
      continue;
    }
    require(headers.size() < limits.headers, 431,
            "too many headers (RFC 6585, 5)");
    headers.push_back(parse_header(line));
  }
  return headers;
}

// HTTP/1.1 demands one Host, and no version allows two. RFC 9112, 3.2.
void check_host(const Request& request) {
  int hosts = 0;
  for (const Header& header : request.headers) {
    if (!equal_ignoring_case(header.name, "Host")) continue;
    require(++hosts == 1, 400, "two Hosts (RFC 9112, 3.2)");
    require(is_host(header.value), 400, "malformed Host (RFC 9112, 3.2)");
  }
  require(hosts == 1 || request.minor_version == 0, 400,
          "no Host (RFC 9112, 3.2)");
}

}  // namespace

std::optional<std::string_view> take_head(Input& input, const Limits& limits) {
  const auto allowed = input.view().substr(0, limits.head_bytes);
  const Refusal too_long =
      allowed.find('\n') == std::string_view::npos
          ? Refusal{414, "the first line is too long (RFC 9112, 3)"}
          : Refusal{431, "the head is too long (RFC 6585, 5)"};
  return input.take_lines("\r\n\r\n", limits.head_bytes, too_long);
}

Request parse_request_head(std::string_view head, const Limits& limits) {
  Request request = parse_request_line(cut_line(head));
  request.headers = parse_headers(head, limits, Folds::refused);
  check_host(request);
  return request;
}

Response parse_response_head(std::string_view head, const Limits& limits) {
  Response response = parse_status_line(cut_line(head));
  response.headers = parse_headers(head, limits, Folds::joined);
  return response;
}

bool is_folded(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

Header parse_header(std::string_view line) {
  require(!is_folded(line), 400, "folded line, obs-fold (RFC 9112, 5.2)");
  const std::size_t colon = line.find(':');
  require(colon != std::string_view::npos, 400, "no colon (RFC 9112, 5)");
  const std::string_view name = line.substr(0, colon);
  require(trim(name) == name, 400,
          "white space before the colon (RFC 9112, 5.1)");
  require(is_token(name), 400, "a header's name is no token (RFC 9110, 5.1)");
  return {std::string{name}, std::string{trim(line.substr(colon + 1))}};
}

}  // namespace http
