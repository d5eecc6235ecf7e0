// echo_server: sends back what each client sends, one client after another.
//
// Watch:  a client is ESTAB before accept() is called; one port, many sockets.
// Read:   socket(7), accept(2); RFC 9293, section 3.5 "Establishing a
//         Connection".
// Run:    labs/01_echo/run.sh handshake

#include <sys/socket.h>

#include <array>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// Until the client has ended, or is lost: that must not end the server.
void echo(const Fd& client) {
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t received =
        CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    if (received <= 0) return;  // 0: the client's FIN came. -1: ECONNRESET
    const auto size = static_cast<std::size_t>(received);
    step("received");

    // send() may take less than it is given: the rest is sent in the next turn.
    for (std::size_t sent = 0; sent < size;) {
      const ssize_t n = CALL(::send(client.get(), buffer.data() + sent,
                                    size - sent, MSG_NOSIGNAL));
      if (n == -1) return;  // EPIPE or ECONNRESET: the client is gone
      sent += static_cast<std::size_t>(n);
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "echo_server [--host H] [--port P] [--clients N] [--no-reuseaddr]\n"
            "Sends back what each client sends, one client after another.\n"
            "--clients N       ends after N clients (0: never)\n"
            "--no-reuseaddr    does not set SO_REUSEADDR");
  const Address address = resolve(options.host, options.port);

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  if (!options.has("--no-reuseaddr")) {
    // Old connections of this port in TIME-WAIT do not stop bind().
    const int on = 1;
    must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on,
                           sizeof on)));
  }
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");  // from now on the kernel answers each SYN

  const int clients = options.number("--clients", 0);
  for (int served = 0; clients == 0 || served < clients; ++served) {
    // Takes a connection that is ready, or waits for one.
    Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    step("accepted");
    echo(client);
    step("client ended");
    must(CALL(::close(client.release())));
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
