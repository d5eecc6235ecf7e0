#include "common/narrate/narrate.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "common/text/errno_name.h"
#include "common/trace/reporter.h"

namespace {

constexpr std::size_t name_width = 20;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

struct Voice {
  std::string program = "program";
  bool quiet = false;
  bool step = false;
  // On a terminal a line that was begun may be overwritten by another program
  // there: so it is said whole again when the call returns.
  bool terminal = ::isatty(STDOUT_FILENO) == 1 &&
                  !environment("TERM").empty() && environment("TERM") != "dumb";
  bool colour = terminal && environment("NO_COLOR").empty();
  trace::Reporter reporter{environment("LAB_TRACE"),
                           trace::host_named(environment("LAB_HOST"))};
  std::mutex mutex;       // of the output, and of:
  std::thread::id begun;  // the thread whose call stands there, not yet back
};

Voice& voice() {
  static Voice only;
  return only;
}

std::string painted(const char* colour, std::string_view text) {
  if (!voice().colour) return std::string{text};
  return std::string{"\x1b["} + colour + "m" + std::string{text} + "\x1b[0m";
}

std::size_t speaker_width() {
  return std::max(voice().program.size() + 2, name_width);
}

// How much the terminal shows behind who speaks, before it folds the line.
std::size_t room() {
  winsize size{};
  const bool known =
      voice().terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  return known && size.ws_col > speaker_width() ? size.ws_col - speaker_width()
                                                : std::string::npos;
}

// "echo_client         ": who speaks. Clients and servers have the colours
// that they have on the ladder.
std::string speaker() {
  std::string name = voice().program;
  const bool serves = name.find("server") != std::string::npos;
  name.resize(speaker_width(), ' ');
  const char* line_start = voice().terminal ? "\r\x1b[K" : "";
  return line_start + painted(serves ? "38;5;130" : "38;5;30", name);
}

// Straight to the descriptor: what is said is seen at once, and in order.
void write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n == -1 && errno != EINTR) return;  // nobody listens any more
    if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
  }
}

// Before anything new: a call that has begun keeps its line.
void end_line_of_call() {
  if (std::exchange(voice().begun, {}) != std::thread::id{}) write_out("\n");
}

void wait_for_enter() {
  char c = 0;
  ssize_t n = 0;
  do n = ::read(STDIN_FILENO, &c, 1);
  while ((n == 1 && c != '\n') || (n == -1 && errno == EINTR));
}

}  // namespace

void step(std::string_view name) {
  const Voice& v = voice();
  // A terminal echoes the Enter, and so ends the line.
  const bool asks = v.step && v.terminal && ::isatty(STDIN_FILENO) == 1;
  if (!v.quiet) {
    const std::lock_guard lock{voice().mutex};
    end_line_of_call();
    write_out(speaker() + painted("1", "== " + std::string{name}) +
              (asks ? "  (Enter goes on) " : "\n"));
  }
  if (v.step) wait_for_enter();
}

void say(std::string_view text) {
  if (voice().reporter.active()) voice().reporter.note(text);
  if (voice().quiet) return;
  const std::lock_guard lock{voice().mutex};
  end_line_of_call();
  write_out(speaker() + std::string{text} + "\n");
}

namespace narrate {

void set_up(std::string_view program, bool quiet, bool step) {
  voice().program = program;
  voice().quiet = quiet;
  voice().step = step;
}

void begin(const char* expression) {
  Voice& v = voice();
  if (v.reporter.active())
    v.reporter.begin(v.program, text::spoken(expression));
  if (v.quiet) return;
  const std::lock_guard lock{v.mutex};
  end_line_of_call();
  // A line that is folded could not be overwritten at the end.
  write_out(speaker() + text::spoken(expression).substr(0, room()));
  v.begun = std::this_thread::get_id();
}

void end(const char* expression, long long result, int error) {
  Voice& v = voice();
  const std::string name = result == -1 ? errno_name(error) : "";
  if (v.reporter.active()) v.reporter.end(result, name);
  if (v.quiet) return;
  const std::lock_guard lock{v.mutex};
  const bool stands_there = v.begun == std::this_thread::get_id();
  if (stands_there) v.begun = {};
  end_line_of_call();
  std::string line =
      v.terminal || !stands_there ? speaker() + text::spoken(expression) : "";
  line += " = ";
  line += result == -1 ? painted("31", "-1 " + name) : std::to_string(result);
  write_out(line + "\n");
}

}  // namespace narrate
