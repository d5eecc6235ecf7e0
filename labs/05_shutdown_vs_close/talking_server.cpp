// talking_server: answers only when the client has ended, and so finds out how.
//
// Watch:  recv() = 0 says "no more will come", not "nobody listens": the two
//         look the same until the server sends.
// Read:   recv(2), send(2); RFC 9293, section 3.6 "Closing a Connection".
// Run:    labs/05_shutdown_vs_close/run.sh

#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "talking_server [--host H] [--port P] [--early] [--sigpipe]\n"
            "Takes one client, reads until it ends, then sends twice.\n"
            "--early      sends once before it reads to the end\n"
            "--sigpipe    sends the second time without MSG_NOSIGNAL");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");

  std::array<char, 100> buffer{};
  must(CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)));
  step("asked");

  if (options.has("--early")) {
    const std::string_view early = "early news";
    must(CALL(::send(peer.get(), early.data(), early.size(), MSG_NOSIGNAL)));
    step("sent early");
  }

  // 0: the client's FIN has come. -1 ECONNRESET: its RST.
  while (CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)) > 0) {
  }
  step("client ended");  // CLOSE-WAIT, if it was a FIN

  // If nobody reads any more, the first send() succeeds all the same, and is
  // answered with RST; only the second one fails.
  const std::string_view answer = "answer ";
  CALL(::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL));
  step("answered");
  const std::string_view more = "and more";
  if (options.has("--sigpipe"))
    CALL(::send(peer.get(), more.data(), more.size(), 0));
  else
    CALL(::send(peer.get(), more.data(), more.size(), MSG_NOSIGNAL));
  step("answered again");

  // recv() says what it said before: the client's FIN came first.
  CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0));
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
