// The line at the bottom of a terminal: what waits for a key, and the keys.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace ladder {

struct Status {
  std::string queue{};        // trace::Waiting's text. Empty: no wire
  std::string held{};         // a program, and its call: "server: close(8)"
  bool call_is_next = false;  // Enter lets it go, and no segment
  bool play_waits = false;    // Enter is for the play
  bool can_hold_calls = false;
  std::string typed{};  // of a search: "/close("

  bool operator==(const Status&) const = default;
};

// "client → FIN  server → nothing   Enter delivers the client's  d drop  u twice ..."
// in at most `width` columns. Where there is no room, the last keys lose their words,
// and then their place; then the call loses its arguments.
std::string status_text(const Status& status, std::size_t width, bool ascii);

// It is the terminal's last line, and rows are printed in its place.
class StatusLine {
 public:
  explicit StatusLine(bool colour, bool ascii)
      : colour_{colour}, ascii_{ascii} {}

  // What to print to take it away, and to put it there: the cursor stays behind it.
  // A line that was there when the terminal became narrower fills several.
  std::string erased(std::size_t width);
  std::string drawn(const Status& status, std::size_t width);

 private:
  bool colour_;
  bool ascii_;
  std::size_t columns_ = 0;  // that it takes; 0: it is not there
};

}  // namespace ladder
