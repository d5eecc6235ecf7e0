// The small pieces that a message's text is made of. RFC 9110, 5.6.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "common/http/message.h"

namespace http {

// One or more letters, digits and marks: a method, a header's name.
bool is_token(std::string_view text);

// One or more visible ASCII characters: no white space, no control character.
bool is_visible(std::string_view text);

// Letters, digits and those marks alone; also of a text without a character.
bool has_only_alphanumerics_and(std::string_view marks, std::string_view text);

// "..." and between the quotation marks anything but a control character; a
// quotation mark or a backslash has a backslash before it. RFC 9110, 5.6.4.
bool is_quoted(std::string_view text);

// Any control character but the tab, which counts as white space.
inline bool is_control(char c) {
  return ('\0' <= c && c < ' ' && c != '\t') || c == '\x7f';
}

// The text without the spaces and tabs around it.
std::string_view trim(std::string_view text);

// Digits and nothing else; nothing if the number does not fit.
std::optional<std::size_t> to_number(std::string_view digits, int base);

// What stands between the commas of all headers of that name, without the white
// space around it. An empty value is one empty part.
std::vector<std::string_view> parts(const std::vector<Header>& headers,
                                    std::string_view name);

// The same, read as a list: empty elements do not count. RFC 9110, 5.6.1.
std::vector<std::string_view> elements(const std::vector<Header>& headers,
                                       std::string_view name);

}  // namespace http
