// fork_server: a process for each client. Each one waits for its own client.
//
// Watch:  the server is back in accept() while a child is blocked in recv().
// Read:   fork(2), signal(7) "SIGCHLD"; lab 05, scene fork.
// Run:    labs/02_multiplexing/run.sh by_fork

#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/echo_all.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "fork_server [--host H] [--port P]\n"
            "Sends back what each client sends. Each client has a process.");
  const Address address = resolve(options.host, options.port);
  std::signal(SIGCHLD, SIG_IGN);  // children leave no zombies

  Fd listener = listen_on(address);
  step("listening");

  while (true) {
    Fd client{CALL(::accept(listener.get(), nullptr, nullptr))};
    if (!client) {
      if (errno == ECONNABORTED || errno == EINTR) continue;
      must(-1, "accept(listener, nullptr, nullptr)");
    }

    const pid_t child = must(CALL(::fork()));
    if (child == 0) {
      // A child ends with its server; and it has no use for the listener.
      must(::prctl(PR_SET_PDEATHSIG, SIGTERM), "prctl(PR_SET_PDEATHSIG)");
      listener = Fd{};
      echo_all(client);
      CALL(::close(client.release()));  // the last descriptor: FIN
      ::_exit(0);
    }
    // The child has this socket too: no FIN is sent.
    must(CALL(::close(client.release())));
  }
} catch (const std::exception& error) {
  return report(error);
}
