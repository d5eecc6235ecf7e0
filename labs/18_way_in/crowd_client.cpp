// crowd_client: many connections, and then the same 4-tuples once more.
//
// Watch:  which of the server's listeners has them.
// Read:   bind(2), ip(7) "ip_local_port_range".
// Run:    labs/18_way_in/run.sh reuseport

#include <sys/socket.h>

#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// By RST, so that its port is free at once.
void abort_connection(Fd& client) {
  const linger none{.l_onoff = 1, .l_linger = 0};
  must(::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none),
       "setsockopt(client, SOL_SOCKET, SO_LINGER, {1, 0})");
  must(::close(client.release()), "close(client)");
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "crowd_client [--host H] [--port P] [--clients N]\n"
            "Connects N times (16), and then again from the same ports.");
  const int count = options.number("--clients", 16);
  const Address server = resolve(options.host, options.port);

  std::vector<Fd> clients;
  std::vector<Address> places;
  for (int n = 0; n < count; ++n) {
    const Fd& client = clients.emplace_back(
        must(CALL(::socket(server.family(), SOCK_STREAM, 0))));
    must(CALL(::connect(client.get(), server.get(), server.size())));
    places.push_back(local_address(client.get()));
  }
  step("connected");
  for (Fd& client : clients) abort_connection(client);

  for (std::size_t n = 0; n < places.size(); ++n) {
    const Fd& client = clients[n] =
        Fd{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
    must(CALL(::bind(client.get(), places[n].get(), places[n].size())));
    must(CALL(::connect(client.get(), server.get(), server.size())));
  }
  step("connected again");
  for (Fd& client : clients) abort_connection(client);
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
