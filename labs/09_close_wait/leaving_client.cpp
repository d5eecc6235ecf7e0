// leaving_client: ends its side, and waits for the other; or has no patience.
//
// Watch:  FIN-WAIT-2 in both cases. Held by a program, it has no timer; closed,
//         it is the kernel's, which gives it tcp_fin_timeout, or TCP_LINGER2.
// Read:   close(2), shutdown(2), tcp(7) "tcp_fin_timeout".
// Run:    labs/09_close_wait/run.sh fin_wait_2

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "leaving_client [--host H] [--port P] [--connections N] [--half] "
      "[--linger2 N]\n"
      "Connects, and closes.\n"
      "--connections N    so many times, one after another (1)\n"
      "--half             shuts down, waits for the server's end, closes\n"
      "--linger2 N        sets TCP_LINGER2: N seconds for the orphan");
  const Address server = resolve(options.host, options.port);
  const int connections = options.number("--connections", 1);

  for (int c = 0; c < connections; ++c) {
    Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
    must(CALL(::connect(client.get(), server.get(), server.size())));
    if (options.has("--linger2")) {
      const int seconds = options.number("--linger2", 0);
      must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_LINGER2, &seconds,
                             sizeof seconds)));
    }
    step("connected");

    if (options.has("--half")) {
      must(CALL(::shutdown(client.get(), SHUT_WR)));
      step("half closed");  // FIN-WAIT-2, and we still read
      char byte = 0;
      while (must(CALL(::recv(client.get(), &byte, 1, 0))) > 0) {
      }
    }
    must(CALL(::close(client.release())));
    step("closed");  // FIN-WAIT-2, an orphan, if the server has not ended
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
