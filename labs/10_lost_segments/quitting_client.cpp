// quitting_client: connects and closes; the wire may lose any segment of that.
//
// Watch:  close() has returned, and the program may be gone; the FIN, and its
//         retransmissions, are the kernel's business.
// Read:   close(2), tcp(7) "tcp_orphan_retries"; RFC 9293, section 3.6.
// Run:    labs/10_lost_segments/run.sh lost_fin

#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv,
                                "quitting_client [--host H] [--port P]\n"
                                "Connects, and closes.");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
