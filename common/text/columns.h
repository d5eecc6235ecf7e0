// Text that must stand in the columns of a terminal, whoever wrote it. UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace text {

// The text on one line, harmless to a terminal: control characters (they could
// move the cursor) and what is no UTF-8 become "?", line ends and tabs a space.
// `ascii`: what is not ASCII becomes "?" too.
std::string clean(std::string_view text, bool ascii = false);

// A peer's text, clean. Of one of more than `most` bytes only the beginning, and
// its size.
std::string printable(std::string_view text,
                      std::size_t most = std::string_view::npos);

// How many columns a clean text takes: one a character, two if it is wide
// (Chinese, Japanese, Korean).
std::size_t columns(std::string_view text);

// Text that takes at most `room` columns: what is too long loses its middle.
std::string shorten(std::string_view text, std::size_t room,
                    std::string_view ellipsis);

// The same for a call and what follows it: it loses arguments, from the last to
// the first, and constants only then: "shutdown(…, SHUT_WR) = 0". A descriptor
// that is a number stays: "getsockopt(5, …) = 0 ECONNREFUSED".
std::string shorten_call(std::string_view call, std::string_view result,
                         std::size_t room, std::string_view ellipsis);

// What must be seen of a call: its descriptor, and the constants if that is a
// number: "recv(client, …)", "accept(3)", "setsockopt(8, SO_LINGER, …)". Once it has
// said where to, the address need not be seen again: "bind(3, 0.0.0.0:80)".
std::string brief_call(std::string_view call, std::string_view ellipsis,
                       bool with_address = false);

// Its lines, of at most `room` columns (4 or more), parted between words where
// that can be. One at least.
std::vector<std::string> wrap(std::string_view text, std::size_t room);

std::string repeat(std::string_view text, std::size_t times);

}  // namespace text
