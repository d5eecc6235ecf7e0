#include "common/wire/typed.h"

#include <utility>

namespace wire {

std::optional<std::string> Typed::take(char key) {
  constexpr std::size_t longest = 40;
  constexpr char escape = '\x1b', erase = '\x7f';
  if (key == '\n') {
    const std::string ended = std::exchange(text_, "").substr(1);
    if (!ended.empty()) return ended;
  } else if (key == escape) {
    text_ = "";
  } else if (key == erase || key == '\b') {
    text_.pop_back();
  } else if (key >= ' ' && key < erase && text_.size() < longest) {
    text_ += key;
  }
  return {};
}

}  // namespace wire
