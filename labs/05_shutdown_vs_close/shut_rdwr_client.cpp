// shut_rdwr_client: shutdown(SHUT_RDWR) sends FIN, and refuses what comes later
// with RST, although the descriptor is still open.
//
// Watch:  the server's first send() succeeds; then both sockets are gone. After
//         SHUT_WR the same bytes would have been read.
// Read:   shutdown(2); RFC 9293, section 3.6.1.
// Run:    labs/05_shutdown_vs_close/run.sh shut_rdwr

#include <sys/socket.h>

#include <array>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "shut_rdwr_client [--host H] [--port P] [--one-by-one]\n"
            "Asks, and shuts both directions without closing.\n"
            "--one-by-one    SHUT_WR, and then SHUT_RD");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string_view question = "question";
  must(CALL(::send(client.get(), question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  if (options.has("--one-by-one")) {
    must(CALL(::shutdown(client.get(), SHUT_WR)));
    step("half closed");  // FIN-WAIT-2, CLOSE-WAIT: an answer could be read
    must(CALL(::shutdown(client.get(), SHUT_RD)));  // sends nothing, but
  } else {
    must(CALL(::shutdown(client.get(), SHUT_RDWR)));
  }
  step("shut");  // FIN-WAIT-2, CLOSE-WAIT

  std::array<char, 100> buffer{};
  must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));  // 0
  step("read nothing");

  // The server has sent meanwhile: our kernel answered with RST, and marked
  // this socket too.
  CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));  // ECONNRESET
  step("read again");

  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
