// half_close_client: shutdown(SHUT_WR) ends one direction and leaves the other
// open.
//
// Watch:  client FIN-WAIT-2 and server CLOSE-WAIT, for as long as the server
//         likes.
// Read:   shutdown(2); RFC 9293, section 3.6 "Closing a Connection".
// Run:    labs/05_shutdown_vs_close/run.sh half_close

#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "half_close_client [--host H] [--port P]\n"
            "Asks, says that this was all, and reads the answer.");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string_view question = "question";
  must(CALL(::send(client.get(), question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  // FIN, but the descriptor stays: this direction is over, the other is not.
  must(CALL(::shutdown(client.get(), SHUT_WR)));
  step("half closed");  // FIN-WAIT-2, CLOSE-WAIT

  std::array<char, 100> buffer{};
  ssize_t received = 0;
  while ((received = must(CALL(
              ::recv(client.get(), buffer.data(), buffer.size(), 0)))) > 0) {
    say("'" + std::string(buffer.data(), static_cast<size_t>(received)) + "'");
    step("received");
  }
  step("server ended");  // TIME-WAIT, gone: both FINs have been sent

  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
