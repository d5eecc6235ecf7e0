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

// One or more visible ASCII characters: a request target, not looked into.
bool is_target(std::string_view text);

// Only what a host and its port may consist of, or nothing at all. A path or
// "user@" is none. RFC 3986, 3.2.2.
bool is_host(std::string_view text);

// Any control character but the tab, which counts as white space.
bool is_control(char c);

// The text without the spaces and tabs around it.
std::string_view trim(std::string_view text);

// Digits and nothing else; nothing if the number does not fit.
std::optional<std::size_t> to_number(std::string_view digits, int base);

// What all headers of that name list, as one comma-separated list; empty
// elements do not count. RFC 9110, 5.6.1.
std::vector<std::string_view> elements(const std::vector<Header>& headers,
                                       std::string_view name);

}  // namespace http
