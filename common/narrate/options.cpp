#include "common/narrate/options.h"

#include <unistd.h>

#include <charconv>
#include <csignal>
#include <iostream>
#include <system_error>

#include "common/narrate/narrate.h"
#include "common/socket/errno_name.h"

namespace {

constexpr std::string_view everywhere = " [--step] [--quiet] [--help]";

// "N" for --clients in "[--clients N]", "" for "[--late]". Throws
// std::out_of_range if the usage line has no such option.
std::string_view placeholder(std::string_view usage, std::string_view name) {
  const std::string bracket = "[" + std::string{name};
  for (auto at = usage.find(bracket); at != usage.npos;
       at = usage.find(bracket, at + 1)) {
    std::string_view rest = usage.substr(at + bracket.size());
    if (rest.starts_with("]")) return "";
    if (rest.starts_with(" ")) return rest.substr(1, rest.find(']') - 1);
  }
  throw std::out_of_range{"unknown option '" + std::string{name} + "'"};
}

// Throws std::invalid_argument if `value` is not a whole number of 0 or more.
int to_number(std::string_view name, std::string_view value, int most) {
  int number = -1;
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size() ||
      number < 0 || number > most)
    throw std::invalid_argument{
        std::string{name} + " takes a number from 0 to " +
        std::to_string(most) + ", not '" + std::string{value} + "'"};
  return number;
}

constexpr int most_number = 1'000'000'000;
constexpr int most_port = 65535;

std::map<std::string, std::string, std::less<>> read_arguments(
    int argc, char** argv, std::string_view usage) {
  std::map<std::string, std::string, std::less<>> given;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--"))
      throw std::invalid_argument{"'" + std::string{name} +
                                  "' is not an option"};
    const std::string_view expects = placeholder(usage, name);
    std::string_view value;
    if (!expects.empty()) {
      if (++i == argc)
        throw std::invalid_argument{std::string{name} + " takes a value"};
      value = argv[i];
    }
    if (expects == "N") to_number(name, value, most_number);
    if (expects == "P") to_number(name, value, most_port);
    given.insert_or_assign(std::string{name}, std::string{value});
  }
  return given;
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
      return "ports below 1024 need root: choose another with --port";
    case EAFNOSUPPORT:
      return "this machine has no IPv6: use --host 127.0.0.1";
    default:
      return nullptr;
  }
}

}  // namespace

bool Options::has(std::string_view name) const {
  return given.find(name) != given.end();
}

std::string Options::text(std::string_view name,
                          std::string_view otherwise) const {
  const auto found = given.find(name);
  return found != given.end() ? found->second : std::string{otherwise};
}

int Options::number(std::string_view name, int otherwise) const {
  const auto found = given.find(name);
  return found != given.end() ? to_number(name, found->second, most_number)
                              : otherwise;
}

Options parse(int argc, char** argv, std::string_view usage) {
  // "echo_server [--port P]\nWhat it does." -> the line, with what all share.
  const auto line_end = std::min(usage.find('\n'), usage.size());
  const std::string line =
      std::string{usage.substr(0, line_end)} + std::string{everywhere};
  narrate::set_program(line.substr(0, line.find(' ')));

  Options options;
  try {
    options.given = read_arguments(argc, argv, line);
  } catch (const std::logic_error& wrong) {
    throw UsageError{std::string{wrong.what()} + "\nusage: " + line};
  }
  if (options.has("--help")) {
    std::cout << "usage: " << line << usage.substr(line_end) << "\n";
    std::exit(0);
  }
  if (options.has("--quiet")) narrate::set_quiet();
  if (options.has("--step")) narrate::set_step();
  options.host = options.text("--host", options.host);
  options.port = options.text("--port", options.port);

  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) { ::_exit(0); });
  return options;
}

int report(const std::exception& error) {
  std::cerr << narrate::program() << ": " << error.what();
  if (const auto* system = dynamic_cast<const std::system_error*>(&error)) {
    const int number = system->code().value();
    std::cerr << " [" << errno_name(number) << "]";
    if (const char* help = cure(number)) std::cerr << "\n  " << help;
  }
  std::cerr << "\n";
  return dynamic_cast<const UsageError*>(&error) != nullptr ? 2 : 1;
}
