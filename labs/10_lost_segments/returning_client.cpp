// returning_client: is lost without a word, as in a crash, and comes back from
// the same port. The server still has the old connection: it is half-open.
//
// Watch:  the server answers the new SYN with an ACK of the old connection.
//         That is unknown here: RST. The next SYN opens the new connection.
// Read:   RFC 9293, section 3.5.1 "Half-Open Connections", Figure 9.
// Run:    labs/10_lost_segments/run.sh half_open

#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "returning_client [--host H] [--port P] [--from P]\n"
            "Connects, resets, and connects again from the same port.\n"
            "--from P    this host's port (40000)");
  const Address server = resolve(options.host, options.port);
  const Address here = resolve(server.family() == AF_INET ? "0.0.0.0" : "::",
                               options.text("--from", "40000"));

  for (const char* now : {"connected", "back"}) {
    Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
    must(CALL(::bind(client.get(), here.get(), here.size())));
    must(CALL(::connect(client.get(), server.get(), server.size())));
    step(now);

    // No FIN: RST, and the wire loses the first one. That is what is left of a
    // host whose power is cut.
    const linger reset{.l_onoff = 1, .l_linger = 0};
    must(CALL(::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &reset,
                           sizeof reset)));
    must(CALL(::close(client.release())));
    step("lost");
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
