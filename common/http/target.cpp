#include "common/http/target.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "common/http/message.h"
#include "common/http/syntax.h"

namespace http {
namespace {

constexpr auto npos = std::string_view::npos;

// unreserved and sub-delims of RFC 3986, 2.2 and 2.3, less letters and digits.
constexpr std::string_view marks = "-._~!$&'()*+,;=";
// What a path has more, and what a query has more than that: pchar, 3.3; 3.4.
constexpr std::string_view path_marks = "-._~!$&'()*+,;=:@/";
constexpr std::string_view query_marks = "-._~!$&'()*+,;=:@/?";

bool is_hex(char c) {
  return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f') ||
         ('A' <= c && c <= 'F');
}

// Letters, digits, those marks, and '%' before two hexadecimal digits.
bool is_encoded(std::string_view text, std::string_view allowed) {
  for (auto at = text.find('%'); at != npos; at = text.find('%')) {
    const std::string_view before = text.substr(0, at);
    if (!has_only_alphanumerics_and(allowed, before)) return false;
    if (text.size() < at + 3) return false;
    if (!is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
    text.remove_prefix(at + 3);
  }
  return has_only_alphanumerics_and(allowed, text);
}

bool is_ipv6(std::string_view text) {
  in6_addr address{};
  // inet_pton(3) reads a C string: it would stop at a NUL.
  return text.find('\0') == npos &&
         ::inet_pton(AF_INET6, std::string{text}.c_str(), &address) == 1;
}

// "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ): an address of a kind
// that is still to come. RFC 3986, 3.2.2.
bool is_ip_future(std::string_view text) {
  if (!text.starts_with('v') && !text.starts_with('V')) return false;
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view version = text.substr(1, dot - 1);
  const std::string_view address = text.substr(std::min(dot + 1, text.size()));
  return !version.empty() &&
         std::all_of(version.begin(), version.end(), is_hex) &&
         !address.empty() &&
         has_only_alphanumerics_and(std::string{marks} + ":", address);
}

struct Authority {
  std::string_view host;
  std::string_view port;  // empty if there is none
};

// Cuts at the last colon, if it is none of an IPv6 address.
Authority split(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::size_t bracket = text.rfind(']');
  if (colon == npos || (bracket != npos && colon < bracket)) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool is_path_and_query(std::string_view text) {
  const std::size_t mark = std::min(text.find('?'), text.size());
  return is_encoded(text.substr(0, mark), path_marks) &&
         is_encoded(text.substr(mark), query_marks);
}

// Where the path begins in "http://host/path"; npos if there is no "http://".
// "https" as well: which of the two it is depends on the connection.
std::size_t path_start(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    return std::min(target.find_first_of("/?", scheme.size()), target.size());
  }
  return npos;
}

// No http target is without a host, and none has "user@". RFC 9110, 4.2.
bool is_absolute(std::string_view target) {
  const std::size_t path = path_start(target);
  if (path == npos) return false;
  const std::string_view authority =
      target.substr(0, path).substr(target.find("//") + 2);
  return !split(authority).host.empty() && is_host(authority) &&
         is_path_and_query(target.substr(path));
}

// RFC 9110, 9.3.6: refuses a port that is none.
bool is_authority(std::string_view target) {
  const auto [host, port] = split(target);
  const auto number = to_number(port, 10);
  return !host.empty() && is_host(target) && number && 1 <= *number &&
         *number <= 65535;
}

}  // namespace

bool is_host(std::string_view text) {
  const auto [host, port] = split(text);
  const bool digits = std::all_of(port.begin(), port.end(),
                                  [](char c) { return '0' <= c && c <= '9'; });
  if (!digits) return false;
  if (!host.starts_with('[')) return is_encoded(host, marks);
  if (host.size() < 2 || !host.ends_with(']')) return false;
  const std::string_view literal = host.substr(1, host.size() - 2);
  return is_ipv6(literal) || is_ip_future(literal);
}

bool is_target(std::string_view method, std::string_view target) {
  if (method == "CONNECT") return is_authority(target);
  if (target == "*") return method == "OPTIONS";
  if (target.starts_with('/')) return is_path_and_query(target);
  return is_absolute(target);
}

std::string origin_form(std::string_view target) {
  const std::size_t path = path_start(target);
  if (path == npos) return std::string{target};
  const std::string rest{target.substr(path)};
  return rest.starts_with('/') ? rest : "/" + rest;
}

}  // namespace http
