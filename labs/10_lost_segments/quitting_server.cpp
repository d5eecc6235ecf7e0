// quitting_server: closes after its client, or with --at-once by itself.
//
// Watch:  LAST-ACK until the ACK of its FIN has come; CLOSING if both FINs were
//         on their way at the same time.
// Read:   recv(2), close(2); RFC 9293, section 3.6, case 3.
// Run:    labs/10_lost_segments/run.sh lost_last_ack

#include <sys/socket.h>

#include <array>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "quitting_server [--host H] [--port P] [--at-once]\n"
            "Takes one client, reads until it ends, and closes.\n"
            "--at-once    closes without reading");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");
  if (!options.has("--at-once")) {
    std::array<char, 100> buffer{};
    while (must(CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0))) >
           0) {
    }
    step("client ended");
  }
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
