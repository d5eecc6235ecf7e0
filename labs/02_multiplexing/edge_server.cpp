// edge_server: epoll, edge-triggered. epoll_wait() tells of a socket once, when
// something happens to it: so all must be done then, until EAGAIN.
//
// Watch:  recv() is called until it returns -1 EAGAIN. With --read-once it is not,
//         and what is left waits until something else happens to this client.
// Read:   epoll(7) "Level-triggered and edge-triggered"; ep_send_events() in the
//         kernel's fs/eventpoll.c.
// Run:    labs/02_multiplexing/run.sh by_edge

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <map>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/echo_some.h"

namespace {

// Asks about both directions, once and for all.
void watch(const Fd& epoll, int fd) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.fd = fd}};
  must(CALL(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event)));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "edge_server [--host H] [--port P] [--read-once]\n"
            "Sends back what each client sends: one thread, and epoll with "
            "EPOLLET.\n"
            "--read-once    reads once for each event: a mistake");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  must(CALL(::fcntl(listener.get(), F_SETFL, O_NONBLOCK)));
  const Fd epoll{must(CALL(::epoll_create1(0)))};
  watch(epoll, listener.get());
  step("listening");

  std::map<int, Client> clients;  // by descriptor
  while (true) {
    std::array<epoll_event, 64> ready{};
    const int count =
        CALL(::epoll_wait(epoll.get(), ready.data(), std::ssize(ready), -1));
    if (count == -1 && errno != EINTR)
      must(-1, "epoll_wait(epoll, ready, 64, -1)");

    for (int i = 0; i < count; ++i) {
      const int fd = ready[static_cast<std::size_t>(i)].data.fd;
      if (fd != listener.get()) {
        Client& client = clients[fd];
        Turn turn = echo_some(client);
        while (turn == Turn::worked && !options.has("--read-once"))
          turn = echo_some(client);
        if (turn != Turn::ended) continue;
        must(CALL(::close(client.socket.release())));  // FIN; and epoll forgets
        clients.erase(fd);
        continue;
      }
      while (true) {  // each one that waits
        const int taken =
            CALL(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK));
        if (taken == -1 && errno == EAGAIN) break;
        if (taken == -1 && errno == ECONNABORTED) continue;
        must(taken, "accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)");
        clients[taken] = {Fd{taken}};
        watch(epoll, taken);
      }
    }
  }
} catch (const std::exception& error) {
  return report(error);
}
