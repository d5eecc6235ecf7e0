// pieces_server: answers each request when all of its 8 bytes are there.
//
// Watch:  no answer can go with the ACK of half a request. So the kernel waits
//         in vain for one, up to 40 ms, and then sends the ACK alone.
// Read:   RFC 9293, section 3.8.6.3 "Delayed Acknowledgments"; recv(2)
//         "MSG_WAITALL"; tcp(7) "TCP_QUICKACK".
// Run:    labs/12_backpressure/run.sh nagle

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "pieces_server [--host H] [--port P] [--quickack]\n"
            "Takes one client, and answers each 8 bytes with 8.\n"
            "--quickack    sets TCP_QUICKACK before each request");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};

  std::array<char, 8> request{};
  const std::string_view answer = "answered";
  while (true) {
    if (options.has("--quickack")) {
      const int on = 1;  // not for ever: the kernel may go back
      must(CALL(
          ::setsockopt(peer.get(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on)));
    }
    if (must(CALL(::recv(peer.get(), request.data(), request.size(),
                         MSG_WAITALL))) == 0)
      break;
    must(CALL(::send(peer.get(), answer.data(), answer.size(), 0)));
  }
  must(CALL(::close(peer.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
