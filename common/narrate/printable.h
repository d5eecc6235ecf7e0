// What others have written, made safe to say.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// A text from a peer may hold commands for the terminal, such as ESC [: each
// control character becomes a '?', those that UTF-8 writes in two bytes
// (U+0080 to U+009F) too. They are shown, not obeyed. Of a text of more than
// `most` bytes, only the beginning is shown, and its size.
std::string printable(std::string_view text,
                      std::size_t most = std::string_view::npos);
