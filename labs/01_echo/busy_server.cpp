// busy_server: has a backlog of 1, and is slow to call accept().
//
// Watch:  two connections wait in the accept queue, one more than the backlog.
//         The SYN of a third client is dropped: its connect() seems to hang.
// Read:   listen(2) "backlog", accept(2); RFC 9293, section 3.9.1.1 "Open".
// Run:    labs/01_echo/run.sh full_queue

#include <sys/socket.h>

#include <array>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "busy_server [--host H] [--port P] [--backlog N]\n"
            "Takes one client after another, and reads until it ends.\n"
            "--backlog N    N + 1 clients may wait for accept() (1)");
  const Address address = resolve(options.host, options.port);
  const int backlog = options.number("--backlog", 1);

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), backlog)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  while (true) {
    Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    step("accepted");  // the queue has room for one more

    std::array<char, 100> buffer{};
    while (must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0))) >
           0) {
    }
    must(CALL(::close(client.release())));
  }
} catch (const std::exception& error) {
  return report(error);
}
