// thread_server: a thread for each client. Each one waits for its own client.
//
// Watch:  the server is back in accept() while a thread is blocked in recv().
// Read:   pthreads(7), pthread_create(3).
// Run:    labs/02_multiplexing/run.sh by_thread

#include <sys/socket.h>

#include <thread>
#include <utility>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/echo_all.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "thread_server [--host H] [--port P]\n"
            "Sends back what each client sends. Each client has a thread.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  while (true) {
    Fd socket{CALL(::accept(listener.get(), nullptr, nullptr))};
    if (!socket) {
      if (errno == ECONNABORTED || errno == EINTR) continue;
      must(-1, "accept(listener, nullptr, nullptr)");
    }

    // The threads share all descriptors: this one is the thread's to close.
    std::thread{[client = std::move(socket)]() mutable {
      echo_all(client);
      CALL(::close(client.release()));  // FIN
    }}.detach();
  }
} catch (const std::exception& error) {
  return report(error);
}
