#include "common/http/message.h"

#include <algorithm>

#include "common/http/syntax.h"

namespace http {
namespace {

// Not std::tolower, which asks the locale.
char lower(char c) {
  return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

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

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace http
