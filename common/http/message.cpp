#include "common/http/message.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "common/http/syntax.h"

namespace http {
namespace {

// Not std::tolower, which asks the locale.
char lower(char c) {
  return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::array<std::pair<int, const char*>, 17> reasons{{
    {100, "Continue"},
    {101, "Switching Protocols"},
    {103, "Early Hints"},
    {200, "OK"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {417, "Expectation Failed"},
    {426, "Upgrade Required"},
    {431, "Request Header Fields Too Large"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

}  // namespace

bool is_interim(const Response& response) {
  return response.status / 100 == 1 && response.status != 101;
}

std::string reason_phrase(int status) {
  for (const auto& [number, reason] : reasons) {
    if (number == status) return reason;
  }
  return "Unknown";
}

std::optional<std::string_view> find(const std::vector<Header>& headers,
                                     std::string_view name) {
  for (const Header& header : headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

bool lists(const std::vector<Header>& headers, std::string_view name,
           std::string_view token) {
  const auto found = elements(headers, name);
  return std::any_of(found.begin(), found.end(), [&](std::string_view element) {
    return equal_ignoring_case(element, token);
  });
}

void set_header(std::vector<Header>& headers, std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos)
    throw std::invalid_argument{"a header is 'NAME: VALUE', not '" +
                                std::string{line} + "'"};
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  std::erase_if(headers, [name](const Header& header) {
    return equal_ignoring_case(header.name, name);
  });
  if (!value.empty())
    headers.push_back({std::string{name}, std::string{value}});
}

std::string authority(std::string_view host, std::string_view port) {
  const bool ipv6 = host.find(':') != std::string_view::npos;
  std::string text = ipv6 ? "[" : "";
  text += ipv6 ? host.substr(0, host.find('%')) : host;
  text += ipv6 ? "]:" : ":";
  text += port;
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace http
