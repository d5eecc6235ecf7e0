#include "common/http/input.h"

#include "common/http/syntax.h"

namespace http {
namespace {

// A CR at the end of `lines` may yet get its LF. RFC 9112, 2.2 would allow a
// lone LF to end a line. We do not: where two readers differ on where a line
// ends, a request can be smuggled past one of them.
void check_characters(std::string_view lines) {
  char before = '\0';
  for (const char c : lines) {
    require((c == '\n') == (before == '\r'), 400,
            "bare CR or bare LF: a line ends in CR LF (RFC 9112, 2.2)");
    require(c == '\r' || c == '\n' || !is_control(c), 400,
            "control character (RFC 9110, 5.5)");
    before = c;
  }
}

}  // namespace

void Input::add(std::string_view bytes) {
  // Used bytes go now, not in take(): one move per read, not one per line.
  bytes_.erase(0, used_);
  used_ = 0;
  bytes_ += bytes;
}

std::string_view Input::view() const {
  return std::string_view{bytes_}.substr(used_);
}

std::string_view Input::take(std::size_t count) {
  const std::string_view taken = view().substr(0, count);
  used_ += taken.size();
  return taken;
}

std::optional<std::string_view> Input::take_lines(std::string_view end,
                                                  std::size_t most,
                                                  const Refusal& too_long) {
  const std::string_view allowed = view().substr(0, most);
  const std::size_t found = allowed.find(end);
  const bool complete = found != std::string_view::npos;
  const std::size_t size = complete ? found + end.size() : allowed.size();
  check_characters(allowed.substr(0, size));
  if (complete) return take(size);
  if (size == most) throw too_long;
  return {};
}

}  // namespace http
