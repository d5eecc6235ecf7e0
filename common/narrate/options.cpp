#include "common/narrate/options.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <iostream>
#include <optional>
#include <system_error>

#include "common/narrate/narrate.h"
#include "common/socket/errno_name.h"

namespace {

constexpr int most_number = 1'000'000'000;
constexpr int most_port = 65535;

// "echo_server [--port P] [--step] ...", for whatever goes wrong later.
std::string& usage_line() {
  static std::string line = "program";
  return line;
}

std::string program() {
  return usage_line().substr(0, usage_line().find(' '));
}

// The same for a terminal of 80 columns: folded between two options.
std::string folded_usage() {
  std::string text = "usage: " + usage_line();
  std::size_t start = 0;
  while (text.size() - start > 80) {
    const auto gap = text.rfind(" [", start + 80);
    text.replace(gap, 1, "\n         ");
    start = gap + 1;
  }
  return text;
}

// "N" for --clients if the usage line has "[--clients N]", "" for "[--late]".
std::string_view placeholder(std::string_view name) {
  const std::string_view line = usage_line();
  for (auto at = line.find('['); at != line.npos; at = line.find('[', at + 1)) {
    const auto option = line.substr(at + 1, line.find(']', at) - at - 1);
    const auto end = std::min(option.find(' '), option.size());
    if (option.substr(0, end) == name)
      return option.substr(std::min(end + 1, option.size()));
  }
  throw UsageError{"unknown option '" + std::string{name} + "'"};
}

void check_number(const std::string& name, const std::string& value, int most) {
  int number = -1;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stop != end || number < 0 || number > most)
    throw UsageError{name + " takes a number from 0 to " +
                     std::to_string(most) + ", not '" + value + "'"};
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
  return has(name) ? std::stoi(text(name, "")) : otherwise;
}

Options parse(int argc, char** argv, std::string_view usage) {
  const auto line_end = std::min(usage.find('\n'), usage.size());
  usage_line() = usage.substr(0, line_end);
  usage_line() += " [--step] [--quiet] [--help]";

  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    std::optional<std::string> value;  // "--port=80" is "--port 80"
    const auto equals = name.starts_with("--") ? name.find('=') : name.npos;
    if (equals != name.npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const std::string_view expects = placeholder(name);
    if (expects.empty() && value) throw UsageError{name + " takes no value"};
    if (!expects.empty() && !value) {
      if (++i == argc) throw UsageError{name + " takes a value"};
      value = argv[i];
    }
    if (expects == "N") check_number(name, *value, most_number);
    if (expects == "P") check_number(name, *value, most_port);
    if (expects.ends_with(" ...") && options.has(name))
      value = options.text(name, "") + "\n" + *value;
    options.given.insert_or_assign(name, value.value_or(""));
  }
  if (options.has("--help")) {
    std::cout << folded_usage() << usage.substr(line_end) << "\n";
    std::exit(0);
  }
  options.host = options.text("--host", options.host);
  options.port = options.text("--port", options.port);
  narrate::set_up(program(), options.has("--quiet"), options.has("--step"));

  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) { ::_exit(0); });
  return options;
}

int report(const std::exception& error) {
  const bool wrong_usage = dynamic_cast<const UsageError*>(&error) != nullptr;
  std::cerr << program() << ": " << error.what();
  if (wrong_usage) std::cerr << "\n" << folded_usage();
  if (const auto* system = dynamic_cast<const std::system_error*>(&error)) {
    const int number = system->code().value();
    std::cerr << " [" << errno_name(number) << "]";
    if (const char* help = cure(number)) std::cerr << "\n  " << help;
  }
  std::cerr << "\n";
  return wrong_usage ? 2 : 1;
}
