#include "common/stage/show.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <system_error>
#include <utility>

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
Show::Show() : bottom_{ladder::has_colours(), ladder::has_no_utf8()} {
  if (!ladder::has_colours()) return;
  bold_ = "\x1b[1m";
  dim_ = "\x1b[2m";
  plain_ = "\x1b[0m";
  teal_ = "\x1b[38;5;30m";
  brown_ = "\x1b[38;5;130m";
  red_ = "\x1b[38;5;161m";
  green_ = "\x1b[38;5;28m";
}

void Show::print(std::string_view text) {
  if (silent_ || text.empty()) return;
  if (taker_) {
    captured_ += text;
    return taker_(text);
  }
  const std::size_t width = ladder::terminal_columns();
  std::string all = bottom_.erased(width) + std::string{text};
  if (status_) all += bottom_.drawn(*status_, width);
  write(all);
}

void Show::status(const std::optional<ladder::Status>& status) {
  if (!ladder::has_status_line() || status == status_ || taker_) return;
  status_ = status;
  const std::size_t width = ladder::terminal_columns();
  std::string all = bottom_.erased(width);
  if (status_) all += bottom_.drawn(*status_, width);
  write(all);
}

void Show::capture(std::function<void(std::string_view)> taker) {
  taker_ = std::move(taker);
}

void Show::release() {
  taker_ = nullptr;
  print(std::exchange(captured_, ""));
}

void Show::resize() {
  if (status_) status(std::exchange(status_, {}));
}

void Show::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t size = ::write(STDOUT_FILENO, text.data(), text.size());
    if (size == -1 && errno == EPIPE) throw End{128 + SIGPIPE};
    if (size == -1 && errno != EINTR)
      throw std::system_error{errno, std::generic_category(),
                              "write(standard output)"};
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
}

void Show::line(const std::string& name, const std::string& host,
                std::string text) {
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

void Show::sockets(const std::vector<Sight::Row>& rows) {
  if (rows.empty()) return print("    ss shows no connection\n");
  const Socket& first = rows[0].socket;
  const std::size_t width = std::max(first.local.size(), first.peer.size());
  std::string text = "  ";
  text.append(dim_).append("host   state      Recv-Q Send-Q ");
  text.append(left("local", width)).append(" peer").append(plain_) += "\n";
  for (const auto& [host, s] : rows) {
    text.append("  ").append(left(host, 6)) += " ";
    text.append(bold_).append(left(s.state, 10)).append(plain_) += " ";
    text.append(right(s.unread, 6)) += " ";
    text.append(right(s.unacked, 6)) += " ";
    text.append(left(s.local, width)).append(" ").append(s.peer);
    text.append(s.timer.empty() ? "" : " ").append(s.timer) += "\n";
  }
  print(text);
}

void Show::title(const std::string& scene, const std::string& text) {
  print(std::string{bold_} + scene + std::string{plain_} + ": " + text +
        "\n\n");
}

void Show::comment(const std::string& text) {
  for (const std::string& line : text::wrap(text::clean(text), 78))
    print(std::string{green_} + "# " + line + std::string{plain_} + "\n");
}

void Show::cue(const std::string& line) {
  print(std::string{dim_} + "> " + line + std::string{plain_} + "\n");
}

void Show::keys(bool step, bool step_wire) {
  std::string text{dim_};
  if (step) text += "Each line of the play waits for Enter.\n";
  if (step_wire)
    text +=
        "Each segment waits for a key: Enter delivers it, d drops it, u "
        "delivers it\n"
        "twice, h puts it behind the next; /FIN and Enter run to the next FIN, "
        "r runs\n"
        "on, p stops again; > lets the client run, < the server; c stops at "
        "calls, too;\n"
        "s shows ss, q quits. A scene that is stopped so is not judged.\n";
  print(text + std::string{plain_} + "\n");
}

void Show::met(const std::string& text) {
  print("\n" + std::string{green_} + text + std::string{plain_} + "\n");
}

void Show::failure(const std::string& scene, const std::string& line,
                   const std::string& why) {
  status({});
  std::cerr << red_ << "FAILED" << plain_ << "  " << scene << ", line " << line
            << ": " << why << std::endl;
}

}  // namespace stage
