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

// What becomes of a line that begins with white space and so goes on with the
// value before it (obs-fold). A server refuses it; a client puts a space in the
// place of the line's end. RFC 9112, 5.2.
enum class Folds { refused, joined };

bool is_folded(std::string_view line);

// These parse what take_head gave; the body is left empty.
Request parse_request_head(std::string_view head, const Limits& limits);
Response parse_response_head(std::string_view head, const Limits& limits);

// One line without its CR LF: "Host: example.org".
Header parse_header(std::string_view line);

}  // namespace http
