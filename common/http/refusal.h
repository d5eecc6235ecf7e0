// Why a parser has no message to give: more bytes are needed, or a rule or a
// limit is broken.
#pragma once

#include <cstddef>
#include <string>

namespace http {

struct NeedsMore {};

// A broken rule. A server answers with the status and closes the connection:
// nobody knows where the next request would begin. A client only closes it.
struct Refusal {
  int status;
  std::string reason;  // with the rule's source: "no Host (RFC 9112, 3.2)"
};

// Every rule is one line: within the parser a broken one is thrown. The
// parser's next() catches it, so that to its caller it is a value.
inline void require(bool kept, int status, const char* broken) {
  if (!kept) throw Refusal{status, broken};
}

// No peer can make us keep more than this.
struct Limits {
  // Else 414 (the first line) or 431. Also for the extensions and trailers of
  // a chunked body, all together.
  std::size_t head_bytes = 8 * 1024;
  std::size_t headers = 100;             // else 431
  std::size_t body_bytes = 1024 * 1024;  // else 413
};

}  // namespace http
