// two_threads_server: one thread waits in accept(), and another closes the
// listener or shuts it down. After close() it goes on listening, until the call
// that waits returns: with one client more.
//
// Watch:  close: the next client is connected, and accepted; the one after it
//         is refused. shutdown: accept() = -1 EINVAL, and nobody listens.
// Read:   close(2) "Multithreaded processes and close()"; accept(2).
// Run:    labs/05_shutdown_vs_close/run.sh accept_close

#include <sys/socket.h>

#include <iostream>
#include <string>
#include <thread>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// What the other thread does with the listener: the next line of the input.
void end_as_typed(int listener) {
  std::string line;
  std::getline(std::cin, line);
  if (line == "close")
    CALL(::close(listener));
  else if (line == "shutdown")
    CALL(::shutdown(listener, SHUT_RD));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "two_threads_server [--host H] [--port P]\n"
            "Waits for one client. While it waits, type close or shutdown: a\n"
            "second thread does that.");
  const Address address = resolve(options.host, options.port);

  // Not an Fd: two threads use it, and the end of the process may close it.
  const int listener = must(CALL(::socket(address.family(), SOCK_STREAM, 0)));
  const int on = 1;
  must(CALL(::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener, address.get(), address.size())));
  must(CALL(::listen(listener, SOMAXCONN)));
  say("listens on " + local_address(listener).to_string());
  step("listening");

  std::thread other{end_as_typed, listener};
  const Fd peer{CALL(::accept(listener, nullptr, nullptr))};
  other.join();
  step("returned");  // the listener is gone
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
