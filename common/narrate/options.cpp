#include "common/narrate/options.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <string>
#include <system_error>

#include "common/narrate/narrate.h"
#include "common/text/errno_name.h"

namespace {

// "echo_server [--port P] [--step] ...", for whatever goes wrong later.
std::string& usage_line() {
  static std::string line = "program";
  return line;
}

std::string program() {
  return usage_line().substr(0, usage_line().find(' '));
}

const char* cure(int error) {
  switch (error) {
    case EADDRINUSE:
      return "another socket has this port: choose another with --port";
    case EADDRNOTAVAIL:
      return "no such address on this machine, or no free port left";
    case ECONNREFUSED:
      return "nobody listens there: start the server first";
    case EACCES:
      return "if it was for a port below 1024: choose another with --port";
    case EAFNOSUPPORT:
      return "this machine has no IPv6: use --host 127.0.0.1";
    default:
      return nullptr;
  }
}

// `common`: the options that its usage does not name.
Options read(int argc, char** argv, std::string_view usage,
             std::string_view common) {
  const auto line_end = std::min(usage.find('\n'), usage.size());
  usage_line() = usage.substr(0, line_end);
  usage_line() += common;
  Options options = text::read_options(
      {argv + 1, static_cast<std::size_t>(std::max(argc, 1) - 1)},
      usage_line());
  if (options.has("--help")) {
    std::cout << text::folded_usage(usage_line()) << usage.substr(line_end)
              << "\n";
    std::exit(0);
  }
  return options;
}

}  // namespace

Options parse_plain(int argc, char** argv, std::string_view usage) {
  return read(argc, argv, usage, " [--help]");
}

Options parse(int argc, char** argv, std::string_view usage) {
  Options options = read(argc, argv, usage, " [--step] [--quiet] [--help]");
  narrate::set_up(program(), options.has("--quiet"), options.has("--step"));

  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) { ::_exit(0); });
  return options;
}

int report(const std::exception& error) {
  const bool wrong_usage = dynamic_cast<const UsageError*>(&error) != nullptr;
  std::cerr << program() << ": " << error.what();
  if (wrong_usage) std::cerr << "\n" << text::folded_usage(usage_line());
  if (const auto* system = dynamic_cast<const std::system_error*>(&error)) {
    const int number = system->code().value();
    std::cerr << " [" << errno_name(number) << "]";
    if (const char* help = cure(number)) std::cerr << "\n  " << help;
  }
  std::cerr << "\n";
  return wrong_usage ? 2 : 1;
}
