// forgetful_server: reads until its client ends, and forgets to close.
//
// Watch:  CLOSE-WAIT for ever: it has no timer. When no descriptor is left,
//         accept() = -1 EMFILE, and clients wait that are connected.
// Read:   accept(2), getrlimit(2) "RLIMIT_NOFILE"; RFC 9293, section 3.6.
// Run:    labs/09_close_wait/run.sh leak

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "forgetful_server [--host H] [--port P] [--room N] [--mended] "
            "[--probe]\n"
            "Takes one client after another, and reads until it ends.\n"
            "--room N    has descriptors for N clients\n"
            "--mended    closes each\n"
            "--probe     sets SO_KEEPALIVE: a probe after 2 s of silence");
  const Address address = resolve(options.host, options.port);

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  if (options.has("--room")) {
    // A new descriptor gets the lowest free number, and none from the limit on.
    const auto end = static_cast<rlim_t>(listener.get()) + 1 +
                     static_cast<rlim_t>(options.number("--room", 0));
    const rlimit limit{.rlim_cur = end, .rlim_max = end};
    must(CALL(::setrlimit(RLIMIT_NOFILE, &limit)));
  }
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  std::vector<Fd> peers;
  while (true) {
    auto accepted = CALL(::accept(listener.get(), nullptr, nullptr));
    if (accepted == -1 && errno == EMFILE) {
      step("no descriptor left");  // and a client, connected, in the queue
      accepted = CALL(::accept(listener.get(), nullptr, nullptr));
    }
    Fd peer{must(accepted)};
    if (options.has("--probe")) {
      const int idle = 2;
      must(CALL(
          ::setsockopt(peer.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on)));
      must(CALL(::setsockopt(peer.get(), IPPROTO_TCP, TCP_KEEPIDLE, &idle,
                             sizeof idle)));
    }

    char byte = 0;
    while (must(CALL(::recv(peer.get(), &byte, 1, 0))) > 0) {
    }
    if (options.has("--mended"))
      must(CALL(::close(peer.release())));
    else
      peers.push_back(std::move(peer));  // the mistake: it stays there
    step("client ended");
  }
} catch (const std::exception& error) {
  return report(error);
}
