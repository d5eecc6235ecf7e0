// The command line of a program. Its usage line is also its specification:
//
//   "echo_server [--host H] [--port P] [--clients N]\n"
//   "Sends back what each client sends."
//
// allows just these options, and --step, --quiet and --help, which each program
// has. N stands for a number of 0 or more, P for a port, any other word for a
// text, and [--name] without a word is given or not. A value may stand behind a
// blank or an equals sign: --port 80, --port=80. If an option is given twice the
// last one counts; of [--rule TEXT ...] each one does, a line each.
#pragma once

#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct Options {
  std::string host = "127.0.0.1";
  std::string port = "7000";
  std::map<std::string, std::string, std::less<>> given;  // by name, "--late"

  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name,
                                 std::string_view otherwise) const;
  [[nodiscard]] int number(std::string_view name, int otherwise) const;
};

// A wrong command line.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace text {

// What the usage line allows of these. Throws UsageError.
Options read_options(std::span<char* const> arguments,
                     std::string_view usage_line);

// "usage: echo_server [--host H] ...", folded between two options where a
// terminal of 80 columns would fold it.
std::string folded_usage(std::string_view usage_line);

}  // namespace text
