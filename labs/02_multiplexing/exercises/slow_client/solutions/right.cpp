// An echo server that a slow client cannot stop: one thread, and epoll. What a
// client does not take back is kept; while it is much, nothing more is read.
#include <fcntl.h>
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>

constexpr std::size_t most = 65536;  // bytes that are kept for one client

struct Client {
  std::string unsent{};
  bool ended = false;  // it sends no more
};

template <typename Result>
Result must(Result result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

int listen_on(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* address = nullptr;
  if (const int error = ::getaddrinfo(host, port, &hints, &address))
    throw std::runtime_error{::gai_strerror(error)};
  const int listener = must(
      ::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
  const int on = 1;
  must(::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(::bind(listener, address->ai_addr, address->ai_addrlen), "bind");
  must(::listen(listener, SOMAXCONN), "listen");
  ::freeaddrinfo(address);
  return listener;
}

// Reads once and sends once, as far as that does not wait. Returns false if the
// client is done, or lost.
bool serve(int socket, Client& client) {
  if (!client.ended && client.unsent.size() < most) {
    std::array<char, 16384> buffer;
    const ssize_t n = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (n == -1 && errno != EAGAIN) return false;
    client.ended = n == 0;
    if (n > 0) client.unsent.append(buffer.data(), static_cast<std::size_t>(n));
  }
  if (!client.unsent.empty()) {
    const ssize_t n = ::send(socket, client.unsent.data(), client.unsent.size(),
                             MSG_NOSIGNAL);
    if (n == -1 && errno != EAGAIN) return false;
    if (n > 0) client.unsent.erase(0, static_cast<std::size_t>(n));
  }
  return !client.ended || !client.unsent.empty();
}

// Asks about reading only if there is room, and about writing only if there is
// something to write.
void ask(int epoll, int operation, int socket, const Client& client) {
  epoll_event event{};
  event.data.fd = socket;
  if (!client.ended && client.unsent.size() < most) event.events |= EPOLLIN;
  if (!client.unsent.empty()) event.events |= EPOLLOUT;
  must(::epoll_ctl(epoll, operation, socket, &event), "epoll_ctl");
}

int main() {
  const int listener = listen_on(std::getenv("HOST"), std::getenv("PORT"));
  const int epoll = must(::epoll_create1(0), "epoll_create1");
  ask(epoll, EPOLL_CTL_ADD, listener, {});
  std::map<int, Client> clients;
  while (true) {
    epoll_event event{};
    const int count = ::epoll_wait(epoll, &event, 1, -1);
    if (count == -1 && errno == EINTR) continue;
    must(count, "epoll_wait");
    const int socket = event.data.fd;
    if (socket == listener) {
      const int client = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
      if (client != -1) ask(epoll, EPOLL_CTL_ADD, client, clients[client]);
    } else if (serve(socket, clients[socket])) {
      ask(epoll, EPOLL_CTL_MOD, socket, clients[socket]);
    } else {
      clients.erase(socket);
      must(::close(socket), "close");  // and epoll forgets it
    }
  }
}
