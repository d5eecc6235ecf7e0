#include "common/ladder/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

namespace ladder {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::size_t terminal_width() {
  return std::max(TextLadder::narrowest, terminal_columns());
}

}  // namespace

bool has_no_utf8() {
  if (::isatty(STDOUT_FILENO) != 1) return false;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale = environment(name);
    if (locale.empty()) continue;
    for (char& c : locale) c = static_cast<char>(std::toupper(c));
    return locale.find("UTF-8") == locale.npos &&
           locale.find("UTF8") == locale.npos;
  }
  return false;
}

bool has_colours() {
  return has_status_line() && environment("NO_COLOR").empty();
}

bool has_status_line() {
  return ::isatty(STDOUT_FILENO) == 1 && !environment("TERM").empty() &&
         environment("TERM") != "dumb";
}

std::size_t terminal_columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
    return 100;
  return size.ws_col;
}

TerminalLadder::TerminalLadder(TextStyle style,
                               std::optional<std::size_t> width)
    : width_{width}, style_{style} {
  style_.width = width_.value_or(terminal_width());
  style_.colour = has_colours();
  ladder_.emplace(style_);
}

std::string TerminalLadder::draw(const Row& row) {
  const std::size_t now = width_.value_or(terminal_width());
  std::string head;
  if (std::exchange(style_.width, now) != now)
    head = ladder_.emplace(style_).head("");
  return head + ladder_->draw(row);
}

}  // namespace ladder
