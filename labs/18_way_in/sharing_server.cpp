// sharing_server: four sockets listen at one place. The kernel chooses one of them for
// each client, by a hash of the 4-tuple.
//
// Watch:  the clients are spread; and the same 4-tuples find the same listeners.
// Read:   socket(7) "SO_REUSEPORT"; reuseport_select_sock() in the kernel's
//         net/core/sock_reuseport.c.
// Run:    labs/18_way_in/run.sh reuseport

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <map>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

constexpr std::size_t count = 4;

Fd listen_with_others(const Address& address) {
  Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), 100)));
  return listener;
}

// The listener of each client, by the client's address.
std::map<std::string, std::size_t> take(std::array<pollfd, count>& listeners,
                                        int clients) {
  std::map<std::string, std::size_t> places;
  while (places.size() < static_cast<std::size_t>(clients)) {
    must(::poll(listeners.data(), listeners.size(), -1),
         "poll(listeners, 4, -1)");
    for (std::size_t n = 0; n < count; ++n) {
      if (listeners.at(n).revents == 0) continue;
      const Fd client{must(::accept(listeners.at(n).fd, nullptr, nullptr),
                           "accept(listener, nullptr, nullptr)")};
      places[peer_address(client.get()).to_string()] = n;
    }
  }
  return places;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "sharing_server [--host H] [--port P] [--clients N]\n"
            "Listens with four sockets at one place, and accepts N clients "
            "(16), twice.");
  const int clients = options.number("--clients", 16);
  Address address = resolve(options.host, options.port);
  std::array<Fd, count> listeners;
  std::array<pollfd, count> asked{};
  for (std::size_t n = 0; n < count; ++n) {
    listeners.at(n) = listen_with_others(address);
    address = local_address(listeners.at(n).get());  // the same port for all
    asked.at(n) = {listeners.at(n).get(), POLLIN, 0};
  }
  say("listens on " + address.to_string());
  step("listening");

  const auto first = take(asked, clients);
  std::array<int, count> shares{};
  for (const auto& [client, n] : first) ++shares.at(n);
  std::string text = "clients of each listener:";
  for (const int share : shares) text += " " + std::to_string(share);
  say(text);
  bool alone = false;
  for (const int share : shares) alone = alone || share == clients;
  say(alone ? "one listener has them all" : "they are spread");
  step("accepted");

  say(take(asked, clients) == first
          ? "again: each is where it was before"
          : "again: not all are where they were before");
  step("accepted again");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
