// abort_client: SO_LINGER {1, 0} once its own FIN is sent. Whether close() then
// sends RST depends on whether the server's FIN has come.
//
// Watch:  FIN-WAIT-1: RST. CLOSING and LAST-ACK: nothing, the socket is gone.
// Read:   tcp_need_reset() and tcp_disconnect() in the kernel's
//         net/ipv4/tcp.c; RFC 9293, section 3.10.5 "ABORT Call".
// Run:    labs/06_linger_rst/run.sh abort_closing

#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "abort_client [--host H] [--port P] [--last]\n"
            "Shuts down, and aborts.\n"
            "--last    waits for the server's end before it shuts down");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");
  char nothing = 0;
  if (options.has("--last"))
    must(CALL(::recv(client.get(), &nothing, 1, 0)));  // 0: CLOSE-WAIT

  must(CALL(::shutdown(client.get(), SHUT_WR)));
  step("shut");  // FIN-WAIT-1, which the server's FIN makes CLOSING; LAST-ACK

  const linger abort{.l_onoff = 1, .l_linger = 0};
  must(CALL(
      ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort)));
  must(CALL(::close(client.release())));
  step("closed");  // gone
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
