// unread_client: close() with bytes unread sends RST, whatever SO_LINGER says;
// and so does the end of the process.
//
// Watch:  8 in the client's Recv-Q; then both sockets are gone, no TIME-WAIT.
// Read:   close(2); RFC 9293, section 3.6.1; RFC 2525, section 2.17.
// Run:    labs/06_linger_rst/run.sh unread

#include <sys/socket.h>

#include <csignal>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "unread_client [--host H] [--port P] [--linger N] [--kill]\n"
            "Closes without reading what the server has sent.\n"
            "--linger N    sets SO_LINGER to {1, N}, N in seconds\n"
            "--kill        kills itself with SIGKILL in place of close()");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  if (options.has("--linger")) {
    const linger wait{.l_onoff = 1, .l_linger = options.number("--linger", 0)};
    must(CALL(
        ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &wait, sizeof wait)));
  }
  step("connected");
  if (options.has("--kill")) CALL(::raise(SIGKILL));

  // The peer believes that its bytes were delivered: they were acknowledged. RST
  // tells it that they were not read.
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
