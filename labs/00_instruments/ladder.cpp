// ladder: draws a trace, line by line as it happens.
//
// Watch:  how each call, each segment and each state causes the next.
// Read:   labs/00_instruments/README.md, "How to read a ladder".
// Run:    wire --trace - | ladder
//         ladder --read TRACE --format html >ladder.html

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "common/narrate/options.h"
#include "common/observe/each_line.h"
#include "common/observe/frames.h"
#include "common/observe/ladder_list.h"
#include "common/observe/ladder_mermaid.h"
#include "common/observe/ladder_rows.h"
#include "common/observe/ladder_svg.h"
#include "common/observe/ladder_text.h"
#include "common/observe/trace_reader.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// The locale says that this terminal has no UTF-8. Where it says nothing, it
// has: that is so nearly everywhere.
bool has_no_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale = environment(name);
    if (locale.empty()) continue;
    for (char& c : locale) c = static_cast<char>(std::toupper(c));
    return locale.find("UTF-8") == locale.npos &&
           locale.find("UTF8") == locale.npos;
  }
  return false;
}

std::size_t choose_width(const Options& options) {
  const std::size_t least = observe::TextLadder::narrowest;
  winsize size{};
  if (options.has("--width")) {
    const int width = options.number("--width", 0);
    if (width < static_cast<int>(least) || width > 1000)
      throw UsageError{"--width takes a number from 60 to 1000"};
    return static_cast<std::size_t>(width);
  }
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
    return 100;
  return std::max<std::size_t>(least, size.ws_col);
}

bool has_colours() {
  return environment("NO_COLOR").empty() && !environment("TERM").empty() &&
         environment("TERM") != "dumb";
}

std::optional<observe::Frames> frames_of(const Options& options) {
  if (!options.has("--websocket")) return {};
  return observe::Frames{
      static_cast<std::uint16_t>(options.number("--websocket", 0))};
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "ladder [--read FILE] [--format F] [--width N] [--ascii] [--data] "
      "[--websocket P] [--title TEXT]\n"
      "Draws a trace, from standard input or a file, line by line as it "
      "comes.\n"
      "--format F    text, list (as Wireshark's), mermaid (for GitHub), svg, "
      "html\n"
      "--width N     columns of the text: 60 or more. Else the terminal's, or "
      "100\n"
      "--ascii       no line-drawing characters. So too on a terminal whose\n"
      "              locale (LC_ALL, LC_CTYPE, LANG) is not UTF-8\n"
      "--data        shows what the payloads begin with\n"
      "--websocket P names the WebSocket frames inside the segments from and "
      "to\n"
      "              port P, and the heads of HTTP. The wire must have kept "
      "them:\n"
      "              wire --data 65535\n"
      "--title TEXT  above the drawing\n"
      "NO_COLOR=1 in the environment: no colours, as when it is no terminal.\n"
      "Lines that cannot be are named on standard error and passed over; the\n"
      "exit status is then 1.");
  const std::string format = options.text("--format", "text");
  const std::string title = options.text("--title", "");
  const bool data = options.has("--data");
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  const bool ascii = options.has("--ascii") || (terminal && has_no_utf8());
  const observe::TextLadder text{{.width = choose_width(options),
                                  .ascii = ascii,
                                  .colour = terminal && has_colours(),
                                  .data = data}};
  Fd file;
  if (options.has("--read")) {
    const std::string path = options.text("--read", "");
    file = Fd{must(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path.c_str())};
  } else if (::isatty(STDIN_FILENO) != 1) {
    // Ctrl-C ends the writer too, and what it wrote last is still to be drawn.
    std::signal(SIGINT, SIG_IGN);
  }

  std::cout << std::unitbuf;       // each row is seen at once
  std::vector<observe::Row> rows;  // of a picture, which is drawn at the end
  std::function<std::string(const observe::Row&)> draw;
  if (format == "text") {
    std::cout << text.head(title);
    draw = [&](const observe::Row& row) { return text.draw(row); };
  } else if (format == "list") {
    draw = [&](const observe::Row& row) { return list_line(row, data); };
  } else if (format == "mermaid") {
    std::cout << observe::mermaid_head(title);
    draw = [&](const observe::Row& row) { return mermaid_line(row, data); };
  } else if (format == "svg" || format == "html") {
    draw = [&](const observe::Row& row) {
      rows.push_back(row);
      return "";
    };
  } else {
    throw UsageError{"--format is text, list, mermaid, svg or html, not '" +
                     format + "'"};
  }

  observe::TraceReader reader{frames_of(options)};
  observe::Rows ladder{ascii ? "..." : "…"};
  const auto show = [&](const std::vector<observe::Row>& all) {
    for (const observe::Row& row : all) std::cout << draw(row);
  };
  long number = 0;
  bool whole = true;
  observe::each_line(
      file ? file.get() : STDIN_FILENO,
      [&](std::string_view line) {
        ++number;
        const auto read = reader.read(line);
        if (const auto* bad = std::get_if<observe::BadLine>(&read)) {
          std::cerr << "ladder: line " << number << ", byte " << bad->offset
                    << ": " << bad->reason << "; passed over\n";
          whole = false;
        } else {
          show(ladder.take(std::get<observe::Moment>(read)));
        }
      },
      [&] { show(ladder.settle()); });
  const std::string name = title.empty() ? "A ladder" : title;
  if (format == "svg") std::cout << observe::svg(rows, name, data);
  if (format == "html") std::cout << observe::html(rows, name, data);
  if (!std::cout) throw std::runtime_error{"cannot write the ladder"};
  return whole ? 0 : 1;
} catch (const std::exception& error) {
  return report(error);
}
