// poll_server: one thread for all clients. poll() is told each descriptor, each
// time, in an array; and the kernel asks each of these sockets.
//
// Watch:  poll() returns for each client that sends, and blocks for none. With
//         --blocking, a client that does not read stops all others.
// Read:   poll(2); do_poll() in the kernel's fs/select.c; tcp_poll().
// Run:    labs/02_multiplexing/run.sh by_poll

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/echo_some.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "poll_server [--host H] [--port P] [--blocking]\n"
            "Sends back what each client sends: one thread, and poll().\n"
            "--blocking    its sockets may block: a mistake");
  const Address address = resolve(options.host, options.port);
  const int flags = options.has("--blocking") ? 0 : SOCK_NONBLOCK;

  const Fd listener = listen_on(address);
  must(CALL(::fcntl(listener.get(), F_SETFL, O_NONBLOCK)));
  step("listening");

  // clients[n] is asked about in asked[n]. The first is the listener.
  std::vector<pollfd> asked{
      {.fd = listener.get(), .events = POLLIN, .revents = 0}};
  std::vector<Client> clients(1);
  while (true) {
    if (CALL(::poll(asked.data(), asked.size(), -1)) == -1) {
      if (errno == EINTR) continue;
      must(-1, "poll(asked, size, -1)");
    }
    // From the last one, so that the place of one that has ended can be filled.
    for (std::size_t n = asked.size() - 1; n > 0; --n) {
      if (asked[n].revents == 0) continue;
      if (echo_some(clients[n]) == Turn::ended) {
        must(CALL(::close(clients[n].socket.release())));  // FIN
        std::swap(clients[n], clients.back());
        std::swap(asked[n], asked.back());
        clients.pop_back();
        asked.pop_back();
      } else {
        asked[n].events = clients[n].unsent.empty() ? POLLIN : POLLOUT;
      }
    }
    if (asked[0].revents == 0) continue;
    const int fd = CALL(::accept4(listener.get(), nullptr, nullptr, flags));
    if (fd == -1 && (errno == EAGAIN || errno == ECONNABORTED)) continue;
    must(fd, "accept4(listener, nullptr, nullptr, flags)");
    clients.push_back({Fd{fd}});
    asked.push_back({.fd = fd, .events = POLLIN, .revents = 0});
  }
} catch (const std::exception& error) {
  return report(error);
}
