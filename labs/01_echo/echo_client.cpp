// echo_client: sends a message, and reads until all of it has come back.
//
// Watch:  connect() returns although the server has not called accept().
// Read:   connect(2), recv(2); RFC 9293, section 3.5.
// Run:    labs/01_echo/run.sh handshake

#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "echo_client [--host H] [--port P] [--message TEXT]\n"
            "Sends TEXT to an echo server, and shows what comes back.");
  const Address server = resolve(options.host, options.port);
  const std::string message = options.text("--message", "hello");

  // No bind(): connect() chooses a free port of this machine.
  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  say("is " + local_address(client.get()).to_string() + ", connected to " +
      peer_address(client.get()).to_string());
  step("connected");  // ESTAB

  // It blocks until the kernel has taken all: that is not yet "received".
  must(CALL(::send(client.get(), message.data(), message.size(), 0)));
  step("sent");

  std::string echo;
  while (echo.size() < message.size()) {
    std::array<char, 4096> buffer{};
    const ssize_t received =
        must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
    if (received == 0)
      throw std::runtime_error{"the server ended before the echo was whole"};
    echo.append(buffer.data(), static_cast<std::size_t>(received));
  }
  say("echo: '" + echo + "'");
  step("echoed");

  must(CALL(::close(client.release())));  // FIN
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
