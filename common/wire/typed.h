// A search while it is typed: "/FIN", then Enter.
#pragma once

#include <optional>
#include <string>

namespace wire {

class Typed {
 public:
  // Whether the key belongs to a search: "/" begins one.
  [[nodiscard]] bool wants(char key) const {
    return !text_.empty() || key == '/';
  }

  // Backspace takes back a character, ESC all. Returns what was typed behind the
  // "/" when Enter has ended it, if that is something.
  std::optional<std::string> take(char key);

  // "/FI"; empty: nothing is typed.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace wire
