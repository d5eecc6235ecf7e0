// The command line of a lab program. Its usage line is also its specification:
//
//   parse(argc, argv, "echo_server [--host H] [--port P] [--clients N]\n"
//                     "Sends back what each client sends.");
//
// allows just these options, and --step, --quiet and --help, which each program
// has. N stands for a number of 0 or more, P for a port, any other word for a
// text, and [--name] without a word is given or not. A value may stand behind a
// blank or an equals sign: --port 80, --port=80. If an option is given twice the
// last one counts; of [--rule TEXT ...] each one does, a line each.
#pragma once

#include <map>
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

// A wrong command line: report() adds the usage line.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads the command line, and sets up the narration. --help prints the usage
// and exits with 0. From here on Ctrl-C (SIGINT, SIGTERM) ends the program with
// status 0: the kernel then closes its sockets. Throws UsageError.
Options parse(int argc, char** argv, std::string_view usage);

// Says on standard error what went wrong: the call, the error and its name and,
// where there is one, the cure. Returns main's exit status: 2 for a UsageError,
// else 1.
int report(const std::exception& error);
