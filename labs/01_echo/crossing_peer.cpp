// crossing_peer: connects from its port to the same port of the other host. Two
// of these need no listener, if their SYNs cross on the wire.
//
// Watch:  each SYN meets a SYN, not a SYN ACK: SYN-SENT, SYN-RECV, ESTAB. It is
//         one connection. With --at-once: SYN-RECV, FIN-WAIT-1.
// Read:   bind(2), connect(2); RFC 9293, section 3.5, Figure 7, and section
//         3.10.4 "CLOSE Call".
// Run:    labs/01_echo/run.sh simultaneous_open

#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "crossing_peer [--host H] [--port P] [--from A] [--at-once]\n"
            "Connects from port P of this host to port P of host H.\n"
            "--from A     this host's own address (client)\n"
            "--at-once    closes before the connection is there");
  const Address here = resolve(options.text("--from", "client"), options.port);
  const Address there = resolve(options.host, options.port);

  // connect() would come back only in ESTAB, or with an error.
  const int type = SOCK_STREAM | (options.has("--at-once") ? SOCK_NONBLOCK : 0);
  Fd peer{must(CALL(::socket(there.family(), type, 0)))};
  must(CALL(::bind(peer.get(), here.get(), here.size())));
  step("bound");

  const auto connected = CALL(::connect(peer.get(), there.get(), there.size()));
  if (options.has("--at-once")) {
    step("connecting");  // -1 EINPROGRESS: SYN-SENT, SYN-RECV
  } else {
    must(connected);
    step("connected");  // ESTAB
  }
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
