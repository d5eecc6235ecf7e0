// datagram_client: sends datagrams. Each send() succeeds, whatever becomes of it.
//
// Watch:  an error comes only from a port without a socket, and one call late.
// Read:   udp(7), connect(2); RFC 1122, section 4.1.3.3.
// Run:    labs/18_way_in/run.sh datagrams

#include <sys/socket.h>

#include <array>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "datagram_client [--host H] [--port P] [--count N]\n"
            "Sends N datagrams (20) of 100 bytes.");
  const Address server = resolve(options.host, options.port);

  // No segment leaves: this socket has a peer now, and hears of its errors.
  const Fd client{must(CALL(::socket(server.family(), SOCK_DGRAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));

  const std::array<char, 100> data{};
  must(CALL(::send(client.get(), data.data(), data.size(), 0)));
  step("sent");
  for (int n = 1; n < options.number("--count", 20); ++n)
    must(CALL(::send(client.get(), data.data(), data.size(), 0)));
  step("sent all");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
