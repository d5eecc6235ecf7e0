#include "common/stage/show.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <system_error>

#include "common/ladder/terminal.h"
#include "common/text/columns.h"

namespace stage {
namespace {

// In at least that many columns; numbers stand on the right.
std::string left(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

}  // namespace

// The ladder's colours: each can be read on black and on white.
Show::Show() {
  if (!ladder::has_colours()) return;
  bold_ = "\x1b[1m";
  dim_ = "\x1b[2m";
  plain_ = "\x1b[0m";
  teal_ = "\x1b[38;5;30m";
  brown_ = "\x1b[38;5;130m";
  red_ = "\x1b[38;5;161m";
  green_ = "\x1b[38;5;28m";
}

void Show::print(std::string_view text) const {
  while (!text.empty() && !silent_) {
    const ssize_t size = ::write(STDOUT_FILENO, text.data(), text.size());
    if (size == -1 && errno == EPIPE) throw End{128 + SIGPIPE};
    if (size == -1 && errno != EINTR)
      throw std::system_error{errno, std::generic_category(),
                              "write(standard output)"};
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
}

void Show::line(const std::string& name, const std::string& host,
                std::string text) const {
  constexpr std::string_view failed = " = -1 ";
  const auto result = text.rfind(failed);
  if (text.starts_with("== "))
    text.insert(0, bold_).append(plain_);
  else if (result != text.npos)
    text.insert(result + 3, red_).append(plain_);
  const auto colour = host == "server" ? brown_ : teal_;
  print(std::string{colour} + left(name, 9) + std::string{plain_} + " " + text +
        "\n");
}

void Show::sockets(const std::vector<Sight::Row>& rows) const {
  if (rows.empty()) return print("    ss shows no connection\n");
  const Socket& first = rows[0].socket;
  const std::size_t width = std::max(first.local.size(), first.peer.size());
  std::string text = "    ";
  text.append(dim_).append("host    state      Recv-Q Send-Q  ");
  text.append(left("local", width)).append("  peer").append(plain_) += "\n";
  for (const auto& [host, s] : rows) {
    text.append("    ").append(left(host, 7)) += " ";
    text.append(bold_).append(left(s.state, 10)).append(plain_) += " ";
    text.append(right(s.unread, 6)) += " ";
    text.append(right(s.unacked, 6)).append("  ");
    text.append(left(s.local, width)).append("  ").append(s.peer);
    text.append(s.timer.empty() ? "" : "  ").append(s.timer) += "\n";
  }
  print(text);
}

void Show::title(const std::string& scene, const std::string& text) const {
  print(std::string{bold_} + scene + std::string{plain_} + ": " + text +
        "\n\n");
}

void Show::comment(const std::string& text) const {
  for (const std::string& line : text::wrap(text, 78))
    print(std::string{green_} + "# " + line + std::string{plain_} + "\n");
}

void Show::cue(const std::string& line) const {
  print(std::string{dim_} + "> " + line + std::string{plain_} + "\n");
}

void Show::keys() const {
  print(std::string{dim_} +
        "Each segment waits for a key: Enter deliver, d drop, u duplicate,\n"
        "h behind the next, s show ss, r run on, p stop again, q quit" +
        std::string{plain_} + "\n\n");
}

void Show::met(const std::string& text) const {
  print("\n" + std::string{green_} + text + std::string{plain_} + "\n");
}

void Show::failure(const std::string& scene, const std::string& line,
                   const std::string& why) const {
  std::cerr << red_ << "FAILED" << plain_ << "  " << scene << ", line " << line
            << ": " << why << std::endl;
}

}  // namespace stage
