#include "common/http/syntax.h"

#include <algorithm>
#include <charconv>

namespace http {

bool has_only_alphanumerics_and(std::string_view marks, std::string_view text) {
  return std::all_of(text.begin(), text.end(), [marks](char c) {
    // Not std::isalnum, which asks the locale.
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
           ('0' <= c && c <= '9') || marks.find(c) != std::string_view::npos;
  });
}

bool is_token(std::string_view text) {
  return !text.empty() && has_only_alphanumerics_and("!#$%&'*+-.^_`|~", text);
}

bool is_visible(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return '!' <= c && c <= '~';
  });
}

bool is_quoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"'))
    return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' || (text[i] == '\\' && ++i == text.size())) return false;
    if (is_control(text[i])) return false;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::optional<std::size_t> to_number(std::string_view digits, int base) {
  std::size_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number, base);
  if (read.ec != std::errc{} || read.ptr != end) return {};
  return number;
}

std::vector<std::string_view> parts(const std::vector<Header>& headers,
                                    std::string_view name) {
  std::vector<std::string_view> found;
  for (const Header& header : headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    const std::string_view list = header.value;
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t end = std::min(list.find(',', begin), list.size());
      found.push_back(trim(list.substr(begin, end - begin)));
      begin = end + 1;
    }
  }
  return found;
}

std::vector<std::string_view> elements(const std::vector<Header>& headers,
                                       std::string_view name) {
  auto found = parts(headers, name);
  std::erase(found, std::string_view{});
  return found;
}

}  // namespace http
