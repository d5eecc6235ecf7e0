// An edge-triggered echo server: each event is done whole, until EAGAIN.
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>

int must(int result, const char* call) {
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

// Asks once for both directions.
void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.fd = socket;
  must(::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

enum class Turn { worked, blocked, ended };

// One recv(), if nothing is unsent; and one send(). What woke us does not matter:
// room may be what the reading has waited for.
Turn echo_some(int socket, std::string& unsent) {
  if (unsent.empty()) {
    std::array<char, 16384> buffer;
    const ssize_t n = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (n == -1 && errno == EAGAIN) return Turn::blocked;
    if (n <= 0) return Turn::ended;  // its end, or it is lost
    unsent.assign(buffer.data(), static_cast<std::size_t>(n));
  }
  const ssize_t n = ::send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL);
  if (n == -1) return errno == EAGAIN ? Turn::blocked : Turn::ended;
  unsent.erase(0, static_cast<std::size_t>(n));
  return Turn::worked;
}

int main() try {
  const int listener = listen_on(std::getenv("HOST"), std::getenv("PORT"));
  const int epoll = must(::epoll_create1(0), "epoll_create1");
  watch(epoll, listener);
  std::map<int, std::string> clients;  // what is unsent, by descriptor
  while (true) {
    epoll_event event{};
    const int count = ::epoll_wait(epoll, &event, 1, -1);
    if (count == -1 && errno == EINTR) continue;
    must(count, "epoll_wait");
    const int socket = event.data.fd;
    if (socket == listener) {
      int client = 0;  // one edge may stand for many clients
      while ((client = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) !=
             -1)
        watch(epoll, client);
      if (errno != EAGAIN && errno != ECONNABORTED) must(-1, "accept4");
      continue;
    }
    Turn turn = Turn::worked;
    while (turn == Turn::worked) turn = echo_some(socket, clients[socket]);
    if (turn != Turn::ended) continue;
    clients.erase(socket);
    must(::close(socket), "close");  // and epoll forgets it
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
