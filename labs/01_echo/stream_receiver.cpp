// stream_receiver: takes what has come, at most so many bytes at a time.
//
// Watch:  one recv() returns what two send() gave; two recv() share what one
//         send() gave.
// Read:   recv(2); RFC 9293, section 3.9.1.2 "Send" and 3.9.1.3 "Receive".
// Run:    labs/01_echo/run.sh two_sends

#include <sys/socket.h>

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "stream_receiver [--host H] [--port P] [--size N]\n"
            "Reads from one client, N bytes (100) at most with each recv().");
  const Address address = resolve(options.host, options.port);
  std::string buffer(static_cast<size_t>(options.number("--size", 100)), '\0');

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  const Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");

  while (true) {
    const ssize_t received =
        must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
    if (received == 0) break;  // the sender's FIN
    say("'" + buffer.substr(0, static_cast<size_t>(received)) + "'");
    step("received");
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
