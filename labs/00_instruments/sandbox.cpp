// sandbox: runs a program of somebody else on a host, and lets it do no harm.
//
// Watch:  sandbox -- sh -c 'id; mount; ls / /run'
// Read:   user_namespaces(7), pid_namespaces(7), seccomp(2); common/sandbox/run.h.
// Run:    scripts/sandbox -- COMMAND, on a host of scripts/two_hosts.sh

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/host/host.h"
#include "common/host/program.h"
#include "common/narrate/options.h"
#include "common/sandbox/run.h"
#include "common/sandbox/unavailable.h"

namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::vector<std::string> split(const std::string& text, char by) {
  std::istringstream stream{text};
  std::vector<std::string> parts;
  for (std::string part; std::getline(stream, part, by);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

// A folder of PATH in a home, such as ~/.nvm/versions/node/v20/bin: what it needs
// lies beside it.
std::vector<std::string> tools_of(const std::string& path) {
  const std::string home = environment("HOME");
  std::vector<std::string> folders;
  for (const std::string& folder : split(path, ':')) {
    const fs::path beside = fs::path{folder}.parent_path();
    if (beside == home || beside == "/root" || beside == "/" ||
        beside.parent_path() == "/home")
      folders.push_back(folder);
    else if (beside.is_absolute())
      folders.push_back(beside);
  }
  return folders;
}

std::map<std::string, std::string> environment_of(const Options& options) {
  std::map<std::string, std::string> all{{"HOME", "/tmp"}, {"LANG", "C.UTF-8"}};
  std::vector<std::string> names = split(options.text("--give", ""), '\n');
  names.insert(names.end(), {"PATH", "LANG", "HOST", "PORT"});
  for (const std::string& name : names)
    if (const char* value = std::getenv(name.c_str())) all[name] = value;
  return all;
}

int number_of(const Options& options, const std::string& name, int otherwise) {
  const int number = options.number(name, otherwise);
  if (number < 1) throw UsageError{name + " takes a number of 1 or more"};
  return number;
}

sandbox::Limits limits_of(const Options& options) {
  const auto bytes = [&](const char* name, int otherwise, int shift) {
    return static_cast<std::size_t>(number_of(options, name, otherwise))
           << shift;
  };
  constexpr int mebi = 20;
  constexpr int kibi = 10;
  return {.seconds = number_of(options, "--time", 60),
          .processes = number_of(options, "--processes", 256),
          .files = number_of(options, "--files", 1024),
          .memory = bytes("--memory", 1024, mebi),
          .disk = bytes("--disk", 64, mebi),
          .output = bytes("--output", 1024, kibi)};
}

sandbox::Plan plan_of(const Options& options,
                      std::vector<std::string> command) {
  std::vector<std::string> readable = tools_of(environment("PATH"));
  for (const std::string& path : split(options.text("--read", ""), '\n'))
    readable.push_back(path);
  for (const std::string& argument : command)  // a file that it names
    if (fs::is_regular_file(argument)) readable.push_back(argument);
  std::vector<std::string> hidden;
  for (const std::string& path : split(options.text("--hide", ""), '\n'))
    hidden.push_back(fs::weakly_canonical(path));
  return {.command = std::move(command),
          .folder = fs::current_path(),
          .readable = std::move(readable),
          .hidden = std::move(hidden),
          .environment = environment_of(options),
          .limits = limits_of(options)};
}

}  // namespace

int main(int argc, char** argv) try {
  char** const end = argv + argc;
  char** const dashes = std::find(argv, end, std::string_view{"--"});
  const bool is_command = argc > 1 && argv[1][0] != '-';
  const Options options = parse_plain(
      is_command ? 1 : static_cast<int>(dashes - argv), argv,
      "sandbox [--give NAME ...] [--read PATH ...] [--hide FOLDER ...] "
      "[--time N] [--memory N] [--processes N] [--files N] [--disk N] "
      "[--output N]\n"
      "sandbox [OPTIONS] -- COMMAND ...\n"
      "Runs the command on this host, where it can do no harm: as nobody, and\n"
      "with nothing to write in but a /tmp of its own. It can read the folder\n"
      "that it begins in, and the files that COMMAND names.\n"
      "--give NAME    a variable of the environment that it gets, beside "
      "PATH,\n"
      "               LANG, HOST and PORT\n"
      "--read PATH    another file or folder that it can read\n"
      "--hide FOLDER  a folder that is empty for it\n"
      "--time N       seconds until it is ended (60)\n"
      "--memory N     MiB of all its processes (1024)\n"
      "--processes N  so many, with their threads (256)\n"
      "--files N      open files of a process (1024)\n"
      "--disk N       MiB in its /tmp (64)\n"
      "--output N     KiB that it may say; the rest is left out (1024)");
  if (is_command || end - dashes < 2 || dashes[1][0] == '\0')
    throw UsageError{"what is it to run? sandbox [OPTIONS] -- COMMAND ..."};
  const sandbox::Plan plan = plan_of(options, {dashes + 1, end});
  if (!host::is_lab_host())
    throw sandbox::Unavailable{
        "this is no host of the two-host world: scripts/two_hosts.sh ip netns "
        "exec client scripts/sandbox -- COMMAND"};
  host::end_as(sandbox::run(plan));
} catch (const UsageError& error) {
  return report(error);
} catch (const std::exception& error) {  // the command has not begun
  std::cerr << "sandbox: " << error.what() << "\n";
  return 77;
}
