// nonblocking_client: connect() does not wait for the handshake. poll() tells when
// it is over, and SO_ERROR how it went.
//
// Watch:  connect() = -1 EINPROGRESS, in SYN-SENT; then POLLOUT; then SO_ERROR, which
//         is 0, or the errno that a blocking connect() would have given.
// Read:   connect(2) "EINPROGRESS", socket(7) "SO_ERROR"; RFC 9293, section 3.9.1.1.
// Run:    labs/02_multiplexing/run.sh connect_done

#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <system_error>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/event_words.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "nonblocking_client [--host H] [--port P] [--patience N]\n"
            "Connects without waiting in connect().\n"
            "--patience N    milliseconds that poll() waits (60000)");
  const Address server = resolve(options.host, options.port);
  const int patience = options.number("--patience", 60000);

  Fd client{
      must(CALL(::socket(server.family(), SOCK_STREAM | SOCK_NONBLOCK, 0)))};
  const auto connected =
      CALL(::connect(client.get(), server.get(), server.size()));
  if (connected == -1 && errno != EINPROGRESS) must(connected);
  step("connecting");  // SYN-SENT: the SYN has left, and here we are

  pollfd asked{.fd = client.get(), .events = POLLOUT, .revents = 0};
  if (must(CALL(::poll(&asked, 1, patience))) == 0) {
    say("no answer for " + std::to_string(patience) + " ms: given up");
    must(CALL(::close(client.release())));  // nothing is sent (lab 05)
    step("given up");
    return 0;
  }
  say("poll() reports " +
      event_words(static_cast<unsigned short>(asked.revents), "POLL"));

  // POLLOUT alone does not say that there is a connection.
  int error = 0;
  socklen_t size = sizeof error;
  must(CALL(::getsockopt(client.get(), SOL_SOCKET, SO_ERROR, &error, &size)));
  if (error != 0)
    throw std::system_error{error, std::generic_category(),
                            "connect(client, server, size)"};
  step("connected");  // ESTAB

  must(CALL(::close(client.release())));  // FIN
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
