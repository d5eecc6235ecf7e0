// two_listeners: one port, and two sockets that listen there: one at the address of
// this host, one at any address. Who gets the client?
//
// Watch:  the one that says more; and the other one when that is closed.
// Read:   ip(7) "INADDR_ANY", socket(7) "SO_REUSEPORT"; RFC 9293, section 3.9.1.1.
// Run:    labs/18_way_in/run.sh wildcard

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

Fd listen_at(const Address& address) {
  Fd listener{must(CALL(::socket(AF_INET, SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), 5)));
  return listener;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "two_listeners [--host H] [--port P]\n"
            "Listens at H, and at any address, both at port P (IPv4).");
  // The wildcard first: the order of listen() shall not be the reason.
  const Fd any = listen_at(resolve("0.0.0.0", options.port));
  const auto port = std::to_string(local_address(any.get()).port());
  Fd exact = listen_at(resolve(options.host, port));
  say("listens on " + local_address(exact.get()).to_string() + " and on " +
      local_address(any.get()).to_string());
  step("listening");

  for (const char* const name : {"accepted", "accepted again"}) {
    std::array<pollfd, 2> asked{
        {{exact.get(), POLLIN, 0}, {any.get(), POLLIN, 0}}};
    must(CALL(::poll(asked.data(), asked.size(), -1)));
    const bool is_exact = asked[0].revents != 0;
    say(is_exact ? "the client is in the queue of the exact address"
                 : "the client is in the queue of the wildcard");
    const int listener = is_exact ? exact.get() : any.get();
    const Fd client{must(CALL(::accept(listener, nullptr, nullptr)))};
    step(name);
    if (exact) must(CALL(::close(exact.release())));
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
