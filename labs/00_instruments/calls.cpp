// calls: runs any program, and tells of its calls on TCP and UDP sockets.
//
// Watch:  calls -- curl http://127.0.0.1:7000/
// Read:   ptrace(2), seccomp(2); common/calls/tracer.h.
// Run:    build/labs/00_instruments/calls -- COMMAND

#include <fcntl.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "common/calls/control.h"
#include "common/calls/front.h"
#include "common/calls/gate.h"
#include "common/calls/holds.h"
#include "common/calls/lane.h"
#include "common/calls/launch.h"
#include "common/calls/outlets.h"
#include "common/calls/tracer.h"
#include "common/narrate/options.h"
#include "common/socket/must.h"
#include "common/text/errno_name.h"

namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

trace::Host host_of(const Options& options) {
  const std::string name = options.text("--host", environment("LAB_HOST"));
  const auto host = trace::host_named(name.empty() ? "client" : name);
  if (!host)
    throw UsageError{"--host (or LAB_HOST) takes client or server, not '" +
                     name + "'"};
  return *host;
}

// What `make` makes. If the system refuses it: why, and what one can do.
template <typename Make>
auto with_cure(const std::string& cure, Make make) try {
  return make();
} catch (const std::system_error& error) {
  throw std::runtime_error{std::string{error.what()} + " [" +
                           errno_name(error.code().value()) + "]\n  " + cure};
}

calls::Tell outlet_of(const Options& options) {
  if (options.has("--trace"))
    return with_cure("choose another file with --trace", [&] {
      return calls::to_file(options.text("--trace", ""));
    });
  const std::string path = environment("LAB_TRACE");
  if (path.empty()) return calls::to_person();
  return with_cure(
      "nobody reads a trace there: unset LAB_TRACE, or start its reader",
      [&] { return calls::to_socket(path); });
}

std::optional<calls::Control> control_of(const Options& options) {
  if (options.has("--control"))
    return with_cure("--control takes the number of an open socket", [&] {
      return calls::Control{Fd{options.number("--control", -1)}, true};
    });
  if (!options.has("--hold")) return std::nullopt;
  return with_cure("--hold needs a terminal, on which you press Enter", [] {
    return calls::Control{
        Fd{must(::open("/dev/tty", O_RDWR | O_CLOEXEC), "open(\"/dev/tty\")")},
        false};
  });
}

calls::Holds holds_of(const Options& options) {
  std::istringstream text{options.text("--hold", "")};
  std::vector<std::string> calls;
  for (std::string call; std::getline(text, call);) calls.push_back(call);
  return calls::Holds{calls};
}

}  // namespace

int main(int argc, char** argv) try {
  const calls::Signals signals;
  char** const end = argv + argc;
  char** const dashes = std::find(argv, end, std::string_view{"--"});
  // In "calls curl" curl is no wrong option: the dashes are missing.
  const bool is_command = argc > 1 && argv[1][0] != '-';
  const Options options = parse_plain(
      is_command ? 1 : static_cast<int>(dashes - argv), argv,
      "calls [--host NAME] [--hold CALL ...] [--all] [--no-waits] [--data N] "
      "[--trace FILE] [--control N]\n"
      "calls [OPTIONS] -- COMMAND ...\n"
      "Runs the command, and tells of its calls on TCP and UDP sockets.\n"
      "--host NAME   the host on the ladder: client or server (LAB_HOST)\n"
      "--hold CALL   holds each call that begins so, 'close(', until Enter\n"
      "--all         shows each option, epoll_ctl, sockets that are not used\n"
      "--no-waits    shows no poll, select, epoll_wait\n"
      "--data N      shows so many of the first bytes that travel (64)\n"
      "--trace FILE  writes a trace (-: to standard output); without it the\n"
      "              events go to LAB_TRACE, or as lines to standard error\n"
      "--control N   a socket on which a program says what to hold: lines\n"
      "              'until CALL [N]', 'next', 'run', 'kill'");
  if (is_command || end - dashes < 2 || dashes[1][0] == '\0')
    throw UsageError{"what is it to run? calls [OPTIONS] -- COMMAND ..."};
  const std::vector<int> of_command = calls::open_descriptors();

  calls::Signals::block();
  const calls::Behind behind{of_command};
  calls::Lane lane{host_of(options), outlet_of(options)};
  std::optional<calls::Control> control = control_of(options);
  const calls::Launched launched =
      calls::launch({dashes + 1, end + 1}, signals);
  calls::leave_to_command(of_command, options.number("--control", -1));
  calls::Tracer tracer{
      lane,
      {.all = options.has("--all"),
       .waits = !options.has("--no-waits"),
       .data_bytes = static_cast<std::size_t>(options.number("--data", 64))},
      calls::Gate{lane, holds_of(options), std::move(control)}};
  tracer.follow(launched.process, [&](int status) {
    calls::check_begun(launched, *(dashes + 1));
    behind.tell(status);
  });
} catch (const calls::NotBegun& error) {
  std::cerr << "calls: " << error.what() << "\n";
  return error.status;
} catch (const std::exception& error) {
  return report(error);
}
