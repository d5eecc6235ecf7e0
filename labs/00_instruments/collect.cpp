// collect: the calls of the lab's programs where there is no wire, on loopback.
//
// Watch:  what a program with LAB_TRACE=PATH and LAB_HOST=client says.
// Read:   unix(7).
// Run:    collect --calls PATH

#include <poll.h>
#include <sys/signalfd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <iostream>

#include "common/narrate/options.h"
#include "common/socket/must.h"
#include "common/trace/reports.h"

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv,
                                "collect [--calls PATH]\n"
                                "Writes the trace of the programs that have "
                                "LAB_TRACE=PATH, until Ctrl-C");
  if (!options.has("--calls")) throw UsageError{"collect needs --calls PATH"};

  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  must(::sigprocmask(SIG_BLOCK, &signals, nullptr), "sigprocmask()");
  const Fd ending{must(::signalfd(-1, &signals, SFD_CLOEXEC), "signalfd()")};

  trace::Reports calls{options.text("--calls", ""),
                       std::chrono::steady_clock::now()};
  for (bool ended = false; !ended;) {
    std::array<pollfd, 2> watched{
        {{ending.get(), POLLIN, 0}, {calls.fd(), POLLIN, 0}}};
    must(::poll(watched.data(), watched.size(), -1), "poll()");
    ended = watched[0].revents != 0;
    for (const trace::Event& event : calls.take())
      std::cout << trace::to_json(event) << "\n";
    std::cout.flush();
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
