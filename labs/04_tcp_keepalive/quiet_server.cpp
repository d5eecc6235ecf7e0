// quiet_server: sends back what its client sends, and else says nothing.
//
// Watch:  its kernel answers each probe, and wakes no program for it. A host that
//         has lost the connection answers with RST.
// Read:   recv(2), socket(7) "SO_LINGER"; RFC 9293, section 3.5.1.
// Run:    labs/04_tcp_keepalive/run.sh rebooted

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
      "quiet_server [--host H] [--port P] [--half] [--reboot]\n"
      "Takes one client, and sends back what it sends.\n"
      "--half      ends its own direction at once, and closes\n"
      "--reboot    loses the connection, as a host that is started anew:\n"
      "            its kernel knows nothing of it (and an RST is sent)");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  step("accepted");

  if (options.has("--half")) {
    must(CALL(::shutdown(peer.get(), SHUT_WR)));
    step("half closed");
  } else if (options.has("--reboot")) {
    const linger reset{.l_onoff = 1, .l_linger = 0};
    must(CALL(
        ::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset)));
  } else {
    std::array<char, 100> bytes{};
    ssize_t n = 0;
    while ((n = must(CALL(::recv(peer.get(), bytes.data(), bytes.size(), 0)))) >
           0)
      must(CALL(::send(peer.get(), bytes.data(), static_cast<std::size_t>(n),
                       MSG_NOSIGNAL)));
    step("client ended");
  }
  must(CALL(::close(peer.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
