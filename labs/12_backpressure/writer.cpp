// writer: gives its kernel all its bytes in one call, and closes. If the kernel
// has no room for them, the call waits.
//
// Watch:  Send-Q, that fills up; a send() that does not return; a close() that
//         does, though nothing has been read.
// Read:   send(2), socket(7) "SO_SNDBUF"; RFC 9293, section 3.8.6.
// Run:    labs/12_backpressure/run.sh blocking

#include <sys/socket.h>

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "writer [--host H] [--port P] [--sndbuf N] [--bytes N]\n"
            "Sends N bytes (10000) to a server that may not read.\n"
            "--sndbuf N    sends from N bytes (SO_SNDBUF)");
  const Address server = resolve(options.host, options.port);
  const auto bytes = static_cast<std::size_t>(options.number("--bytes", 10000));

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  if (options.has("--sndbuf")) {
    const int size = options.number("--sndbuf", 0);
    must(CALL(
        ::setsockopt(client.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size)));
  }
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");

  const std::string data(bytes, 'x');
  must(CALL(::send(client.get(), data.data(), data.size(), 0)));
  step("sent");

  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
