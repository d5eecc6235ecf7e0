// calls: runs any program, and tells of its calls on TCP and UDP sockets.
//
// Watch:  calls -- curl http://127.0.0.1:7000/
// Read:   ptrace(2), seccomp(2); common/calls/tracer.h.
// Run:    build/labs/00_instruments/calls -- COMMAND

#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "common/calls/lane.h"
#include "common/calls/launch.h"
#include "common/calls/outlets.h"
#include "common/calls/tracer.h"
#include "common/narrate/options.h"

namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

trace::Host host_of(const Options& options) {
  const std::string name = options.text("--host", environment("LAB_HOST"));
  const auto host = trace::host_named(name.empty() ? "client" : name);
  if (!host)
    throw UsageError{"--host takes client or server, not '" + name + "'"};
  return *host;
}

calls::Tell outlet_of(const Options& options) {
  if (options.has("--trace"))
    return calls::to_file(options.text("--trace", ""));
  const std::string path = environment("LAB_TRACE");
  return path.empty() ? calls::to_person() : calls::to_socket(path);
}

// As the command has ended.
int end_as(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::signal(WTERMSIG(status), SIG_DFL);
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
  std::raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::span<char*> all{argv, static_cast<std::size_t>(argc) + 1};
  const auto dashes =
      std::ranges::find(all.first(all.size() - 1), std::string_view{"--"});
  const Options options = parse(
      static_cast<int>(dashes - all.begin()), argv,
      "calls [--host NAME] [--all] [--no-waits] [--data N] "
      "[--trace FILE]\n"
      "calls [OPTIONS] -- COMMAND ...: runs it, and tells of its calls on\n"
      "TCP and UDP sockets");
  if (dashes == all.end() - 1 || dashes + 1 == all.end() - 1)
    throw UsageError{"what is it to run? calls [OPTIONS] -- COMMAND ..."};
  const std::span<char*> command{dashes + 1, all.end()};

  calls::Lane lane{host_of(options), outlet_of(options)};
  sigset_t mask;
  ::sigprocmask(SIG_SETMASK, nullptr, &mask);
  const calls::Launched launched = calls::launch(command, mask);
  calls::Tracer tracer{
      launched.process,
      {.all = options.has("--all"),
       .waits = !options.has("--no-waits"),
       .data_bytes = static_cast<std::size_t>(options.number("--data", 64))},
      lane};
  const int status = tracer.run();
  calls::check_begun(launched, command[0]);
  return end_as(status);
} catch (const calls::NotBegun& error) {
  std::cerr << "calls: " << error.what() << "\n";
  return error.status;
} catch (const std::exception& error) {
  return report(error);
}
