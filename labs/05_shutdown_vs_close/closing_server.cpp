// closing_server: the passive side of a close. Whether a connection ends with
// three segments or with four depends on when it calls close(), and on how long
// the kernel delays an ACK.
//
// Watch:  at once: its FIN carries the ACK of the client's FIN. --late 200:
//         that ACK has waited 40 ms for a FIN, and has left alone.
//         --quickack: it does not wait at all.
// Read:   RFC 9293, sections 3.6 and 3.8.6.3 "Delayed Acknowledgments"; tcp(7)
//         "TCP_QUICKACK". tcp_fin() in the kernel's net/ipv4/tcp_input.c.
// Run:    labs/05_shutdown_vs_close/run.sh three

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "closing_server [--host H] [--port P] [--late N] [--quickack]\n"
      "Takes one client, reads until it ends, and closes.\n"
      "--late N      closes N milliseconds after the client has ended (0)\n"
      "--quickack    sends the ACK of the client's end at once");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  std::array<char, 65536> buffer{};
  while (must(CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0))) > 0) {
  }

  // No step here: the client's FIN waits for its ACK, and the clock runs.
  // TCP_QUICKACK does not last: the kernel delays ACKs again from a FIN on.
  const int on = 1;
  if (options.has("--quickack"))
    must(CALL(
        ::setsockopt(peer.get(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on)));
  const int late = options.number("--late", 0);
  if (late > 0) must(CALL(::poll(nullptr, 0, late)));
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
