// epoll_server: one thread for all clients. The kernel keeps the list of
// descriptors, and epoll_wait() returns those that are ready: it costs nothing
// that the others are there.
//
// Watch:  epoll_wait() returns for each client that sends, as long as there is
//         something to read (level-triggered).
// Read:   epoll(7); ep_poll_callback() in the kernel's fs/eventpoll.c.
// Run:    labs/02_multiplexing/run.sh by_epoll

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

// op: EPOLL_CTL_ADD a descriptor, or EPOLL_CTL_MOD what is asked about it.
void watch(const Fd& epoll, int op, int fd, unsigned int events) {
  epoll_event event{.events = events, .data = {.fd = fd}};
  must(CALL(::epoll_ctl(epoll.get(), op, fd, &event)));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "epoll_server [--host H] [--port P]\n"
            "Sends back what each client sends: one thread, and epoll.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  must(CALL(::fcntl(listener.get(), F_SETFL, O_NONBLOCK)));
  const Fd epoll{must(CALL(::epoll_create1(0)))};
  watch(epoll, EPOLL_CTL_ADD, listener.get(), EPOLLIN);
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
      if (fd == listener.get()) {
        const int taken =
            CALL(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK));
        if (taken == -1 && (errno == EAGAIN || errno == ECONNABORTED)) continue;
        must(taken, "accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)");
        clients[taken] = {Fd{taken}};
        watch(epoll, EPOLL_CTL_ADD, taken, EPOLLIN);
        continue;
      }
      Client& client = clients[fd];
      const bool was_unsent = !client.unsent.empty();
      if (echo_some(client) == Turn::ended) {
        must(CALL(::close(client.socket.release())));  // FIN; and epoll forgets
        clients.erase(fd);
      } else if (client.unsent.empty() == was_unsent) {
        watch(epoll, EPOLL_CTL_MOD, fd, was_unsent ? EPOLLIN : EPOLLOUT);
      }
    }
  }
} catch (const std::exception& error) {
  return report(error);
}
