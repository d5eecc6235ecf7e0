// dup_client: two descriptors for one socket. close() of one sends nothing;
// shutdown() through either acts on the socket at once.
//
// Watch:  ESTAB at both ends after the first close(), FIN after the second.
// Read:   dup(2), close(2), shutdown(2).
// Run:    labs/05_shutdown_vs_close/run.sh dup_close

#include <sys/socket.h>
#include <unistd.h>

#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "dup_client [--host H] [--port P] [--shutdown]\n"
            "Asks, and closes one of two descriptors, then the other.\n"
            "--shutdown    shuts down in place of the first close");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string_view question = "question";
  must(CALL(::send(client.get(), question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  Fd second{must(CALL(::dup(client.get())))};
  if (options.has("--shutdown")) {
    // FIN at once, although both descriptors are open.
    must(CALL(::shutdown(second.get(), SHUT_WR)));
    step("shut");  // FIN-WAIT-2, CLOSE-WAIT
  }

  must(CALL(::close(client.release())));
  step("one closed");

  // The last descriptor of the socket: only now does the kernel close it.
  must(CALL(::close(second.release())));
  step("both closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
