#include "common/stage/speech.h"

#include <algorithm>
#include <utility>

namespace stage {

std::string Speech::tidy(std::string_view line) const {
  const std::string own = program_ + "  ";
  if (!line.starts_with(own)) return std::string{line};
  line.remove_prefix(program_.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return std::string{line};
}

std::optional<Speech::Line> Speech::hear() {
  const auto end = unheard_.find('\n');
  if (end == unheard_.npos) return {};
  const std::string raw = unheard_.substr(0, end);
  unheard_.erase(0, end + 1);
  // A call that still waits, whose line ends because another one begins, is the
  // same text; a result is more.
  const bool shown = !raw.empty() && std::exchange(shown_, "") == raw;
  Line line{tidy(raw), shown};
  said_ += line.text + "\n";
  return line;
}

std::string Speech::unfinished() const {
  return unheard_.find('\n') == unheard_.npos ? tidy(unheard_) : "";
}

std::optional<std::string> Speech::show_unfinished() {
  if (unfinished().empty() || shown_ == unheard_) return {};
  shown_ = unheard_;
  return unfinished();
}

bool Speech::find(std::string_view text) {
  const auto at = said_.find(text, found_);
  if (at == said_.npos) return false;
  found_ = at + text.size();
  return true;
}

}  // namespace stage
