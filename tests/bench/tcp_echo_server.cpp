// tcp_echo_server: the least that an echo server with epoll does. What a
// WebSocket costs is measured beside it: scripts/bench_echo.sh.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

void watch(const Fd& epoll, int fd) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  must(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event),
       "epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)");
}

void accept_client(const Fd& epoll, const Fd& listener) {
  const int fd = must(::accept(listener.get(), nullptr, nullptr),
                      "accept(listener, nullptr, nullptr)");
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(epoll, fd);
}

// send() waits until it has sent all: the clients of echo_load read.
void echo(int fd) {
  static std::array<char, 256 * 1024> buffer;
  const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
  const bool echoed =
      n > 0 &&
      ::send(fd, buffer.data(), static_cast<std::size_t>(n), MSG_NOSIGNAL) == n;
  if (!echoed) ::close(fd);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv,
                                "tcp_echo_server [--host H] [--port P]\n"
                                "Sends back what it is sent.");
  const Address address = resolve(options.host, options.port);
  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());

  const Fd epoll{must(CALL(::epoll_create1(0)))};
  watch(epoll, listener.get());
  std::array<epoll_event, 256> events{};
  while (true) {
    const int count =
        ::epoll_wait(epoll.get(), events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener.get()) {
        accept_client(epoll, listener);
      } else {
        echo(fd);
      }
    }
  }
} catch (const std::exception& error) {
  return report(error);
}
