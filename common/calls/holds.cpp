#include "common/calls/holds.h"

#include <algorithm>
#include <charconv>

namespace calls {

bool Holds::takes(std::string_view text, bool shown) {
  if (std::ranges::any_of(always_, [&](const std::string& begin) {
        return text.starts_with(begin);
      }))
    return true;
  if (next_ && shown) {
    next_ = false;
    return true;
  }
  return count_ > 0 && text.starts_with(until_) && --count_ == 0;
}

bool Holds::obey(std::string_view line) {
  constexpr std::string_view until = "until ";
  if (line == "run") {
    run();
    return true;
  }
  if (line != "next" && !line.starts_with(until)) return false;
  next_ = line == "next";
  count_ = 0;
  if (next_) return true;

  line.remove_prefix(until.size());
  int count = 1;
  // The number is a word of its own: "send(5, 100" has none.
  const auto blank = line.rfind(' ');
  if (blank != line.npos && blank > 0 && line[blank - 1] != ',') {
    const std::string_view word = line.substr(blank + 1);
    const auto [end, error] =
        std::from_chars(word.data(), word.data() + word.size(), count);
    if (error != std::errc{} || end != word.data() + word.size()) return false;
    line = line.substr(0, blank);
  }
  until_ = line;
  count_ = count;
  return true;
}

void Holds::run() {
  always_.clear();
  next_ = false;
  count_ = 0;
}

}  // namespace calls
