// answering_server: answers each byte with one. It closes when the client has,
// or with --first at once; then it is the one with TIME-WAIT.
//
// Watch:  all its TIME-WAITs share one port, its own. They stop neither clients
//         nor, with SO_REUSEADDR, the next bind().
// Read:   socket(7) "SO_REUSEADDR", ip(7); RFC 9293, section 3.6.
// Run:    labs/08_time_wait/run.sh server_first

#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "answering_server [--host H] [--port P] [--first] "
            "[--no-reuseaddr]\n"
            "Answers one client after another.\n"
            "--first           closes after the first answer\n"
            "--no-reuseaddr    does not set SO_REUSEADDR");
  const Address address = resolve(options.host, options.port);

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  if (!options.has("--no-reuseaddr")) {
    const int on = 1;
    must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on,
                           sizeof on)));
  }
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  while (true) {
    Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    char question = 0;
    while (CALL(::recv(peer.get(), &question, 1, 0)) == 1) {
      must(CALL(::send(peer.get(), "!", 1, MSG_NOSIGNAL)));
      step("answered");
      if (options.has("--first")) break;
    }
    must(CALL(::close(peer.release())));
    step("closed");
  }
} catch (const std::exception& error) {
  return report(error);
}
