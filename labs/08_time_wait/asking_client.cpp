// asking_client: asks, and closes. If it closes first, it has TIME-WAIT.
//
// Watch:  each connection takes another port of this host; a port in TIME-WAIT
//         is taken for 60 s, and when all are, connect() says EADDRNOTAVAIL.
// Read:   connect(2), ip(7) "ip_local_port_range"; RFC 9293, section 3.6.
// Run:    labs/08_time_wait/run.sh ports

#include <sys/socket.h>

#include <cerrno>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "asking_client [--host H] [--port P] [--connections N] [--requests N] "
      "[--last] [--keep] [--from P]\n"
      "Asks on one connection after another.\n"
      "--connections N    so many (1)\n"
      "--requests N       asks so often on each (1)\n"
      "--last             closes after the server\n"
      "--keep             closes none before the end\n"
      "--from P           takes this port of its host, with bind()");
  const Address server = resolve(options.host, options.port);
  const int connections = options.number("--connections", 1);
  const int requests = options.number("--requests", 1);

  std::vector<Fd> kept;
  for (int c = 0; c < connections; ++c) {
    // Without bind() connect() takes a port that has no connection to this
    // server, not even one in TIME-WAIT.
    Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
    if (options.has("--from")) {
      const int on = 1;
      const Address here =
          resolve(server.family() == AF_INET ? "0.0.0.0" : "::",
                  options.text("--from", ""));
      must(CALL(::setsockopt(client.get(), SOL_SOCKET, SO_REUSEADDR, &on,
                             sizeof on)));
      must(CALL(::bind(client.get(), here.get(), here.size())));
    }
    auto connected = CALL(::connect(client.get(), server.get(), server.size()));
    if (connected == -1 && errno == EADDRNOTAVAIL) {
      step("no port left");
      connected = CALL(::connect(client.get(), server.get(), server.size()));
    }
    must(connected);

    char answer = 0;
    for (int r = 0; r < requests; ++r) {
      must(CALL(::send(client.get(), "?", 1, MSG_NOSIGNAL)));
      must(CALL(::recv(client.get(), &answer, 1, 0)));
    }
    step("answered");  // ESTAB

    if (options.has("--keep")) {
      kept.push_back(std::move(client));
      continue;
    }
    if (options.has("--last")) must(CALL(::recv(client.get(), &answer, 1, 0)));
    must(CALL(::close(client.release())));
    step("closed");  // on its way to TIME-WAIT, if the server was not first
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
