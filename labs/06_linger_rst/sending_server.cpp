// sending_server: sends when the client's RST has already come. The first call
// that asks is told ECONNRESET, and no signal is raised; those behind it are
// told EPIPE, and SIGPIPE is raised.
//
// Watch:  send() = -1 ECONNRESET, though it does not say MSG_NOSIGNAL; then
//         -1 EPIPE; then death by SIGPIPE.
// Read:   send(2), signal(7); sk_stream_error() in the kernel's
//         net/core/stream.c.
// Run:    labs/06_linger_rst/run.sh send_reset

#include <sys/socket.h>

#include <string_view>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv,
                                "sending_server [--host H] [--port P]\n"
                                "Takes one client, and sends three times.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  const Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");

  // The error of the connection is told once, to whatever call asks first.
  const std::string_view answer = "answer";
  CALL(::send(peer.get(), answer.data(), answer.size(), 0));
  step("sent once");
  CALL(::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL));
  step("sent twice");
  CALL(::send(peer.get(), answer.data(), answer.size(), 0));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
