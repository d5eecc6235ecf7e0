// A message's head: its start line and its headers, up to the empty line.
#pragma once

#include <optional>
#include <string_view>

#include "common/http/input.h"
#include "common/http/message.h"
#include "common/http/refusal.h"

namespace http {

// Takes a head, and the empty line after it; nothing while it has not all
// arrived.
std::optional<std::string_view> take_head(Input& input, const Limits& limits);

// These parse what take_head gave; the body is left empty.
Request parse_request_head(std::string_view head, const Limits& limits);
Response parse_response_head(std::string_view head, const Limits& limits);

// One line without its CR LF: "Host: example.org".
Header parse_header(std::string_view line);

}  // namespace http
