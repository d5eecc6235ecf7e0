// wrong: for each event one recv(): what is left is told by the next event
// fails at: note all is back
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.fd = socket;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

int main() {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* address = nullptr;
  if (::getaddrinfo(std::getenv("HOST"), std::getenv("PORT"), &hints, &address))
    return 1;
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener, address->ai_addr, address->ai_addrlen) != 0) return 1;
  if (::listen(listener, SOMAXCONN) != 0) return 1;
  const int epoll = ::epoll_create1(0);
  watch(epoll, listener);
  while (true) {
    epoll_event events[64];
    const int count = ::epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        int client = 0;
        while ((client =
                    ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) != -1)
          watch(epoll, client);
        continue;
      }
      char buffer[1024];
      const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
      if (n > 0)
        ::send(fd, buffer, static_cast<std::size_t>(n), MSG_NOSIGNAL);
      else
        ::close(fd);
    }
  }
}
