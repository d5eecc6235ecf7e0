// close_client: close() ends both directions: FIN now, RST for what still
// comes.
//
// Watch:  client FIN-WAIT-2 and server CLOSE-WAIT, as after a half close; but
//         the server's answer is met with RST, and both sockets are gone.
// Read:   close(2); RFC 9293, sections 3.6 and 3.6.1.
// Run:    labs/05_shutdown_vs_close/run.sh close

#include <sys/socket.h>

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "close_client [--host H] [--port P] [--bytes N]\n"
            "Asks, and closes without waiting for the answer.\n"
            "--bytes N    asks with so many bytes (8)");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  std::string question = "question";
  if (options.has("--bytes"))
    question.assign(static_cast<size_t>(options.number("--bytes", 0)), '?');
  must(CALL(::send(client.get(), question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  // Nobody can read what the server still sends: the descriptor is given up.
  must(CALL(::close(client.release())));
  step("closed");  // FIN-WAIT-2, CLOSE-WAIT
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
