// wrong: recv() returned -1, so the connection is broken
// fails at: note ss: #1 client ESTAB, server ESTAB; #2 client ESTAB, server ESTAB
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* address;
  if (getaddrinfo(getenv("HOST"), getenv("PORT"), &hints, &address)) return 1;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, address->ai_addr, address->ai_addrlen)) return 1;
  if (listen(listener, 100)) return 1;
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = listener};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  while (epoll_wait(epoll, &event, 1, -1) == 1) {
    int fd = event.data.fd;
    if (fd == listener) {
      int client;
      while ((client = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) != -1) {
        event = (struct epoll_event){.events = EPOLLIN | EPOLLET,
                                     .data.fd = client};
        epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
      }
      continue;
    }
    char buffer[4096];
    ssize_t n;
    while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0)
      send(fd, buffer, (size_t)n, MSG_NOSIGNAL);
    close(fd);  // 0 or -1
  }
}
