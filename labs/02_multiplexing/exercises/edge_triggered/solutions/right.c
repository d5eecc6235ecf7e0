// An edge-triggered echo server: each event is done whole, until EAGAIN.
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
  int socket;
  bool ended;         // it sends no more
  size_t begin, end;  // of what is unsent
  char bytes[65536];
};

static int must(int result, const char* call) {
  if (result == -1) {
    perror(call);
    exit(1);
  }
  return result;
}

static int listen_on(const char* host, const char* port) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
  struct addrinfo* address;
  const int error = getaddrinfo(host, port, &hints, &address);
  if (error != 0) {
    fprintf(stderr, "getaddrinfo: %s\n", gai_strerror(error));
    exit(1);
  }
  const int on = 1;
  const int listener = must(
      socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
  must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(bind(listener, address->ai_addr, address->ai_addrlen), "bind");
  must(listen(listener, SOMAXCONN), "listen");
  freeaddrinfo(address);
  return listener;
}

// Asks once for both directions. The listener has no client.
static void watch(int epoll, int socket, struct client* client) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
                              .data.ptr = client};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

// One edge may stand for many clients.
static void take_all(int epoll, int listener) {
  for (;;) {
    const int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (socket == -1 && errno == ECONNABORTED) continue;
    if (socket == -1 && errno == EAGAIN) return;
    must(socket, "accept4");
    struct client* client = calloc(1, sizeof *client);
    if (client == NULL) must(-1, "calloc");
    client->socket = socket;
    watch(epoll, socket, client);
  }
}

// Reads what there is, and sends it back, until one of both says EAGAIN. While
// something is unsent nothing is read; so room, too, wakes the reading. Returns
// false when the client is done, or lost.
static bool work(struct client* c) {
  for (;;) {
    if (c->begin == c->end) {
      if (c->ended) return false;
      const ssize_t n = recv(c->socket, c->bytes, sizeof c->bytes, 0);
      if (n == -1) return errno == EAGAIN;
      c->ended = n == 0;
      c->begin = 0;
      c->end = (size_t)n;
    } else {
      const ssize_t n =
          send(c->socket, c->bytes + c->begin, c->end - c->begin, MSG_NOSIGNAL);
      if (n == -1) return errno == EAGAIN;
      c->begin += (size_t)n;
    }
  }
}

int main(void) {
  const int listener = listen_on(getenv("HOST"), getenv("PORT"));
  const int epoll = must(epoll_create1(0), "epoll_create1");
  watch(epoll, listener, NULL);
  for (;;) {
    struct epoll_event event;
    const int count = epoll_wait(epoll, &event, 1, -1);
    if (count == -1 && errno == EINTR) continue;
    must(count, "epoll_wait");
    struct client* client = event.data.ptr;
    if (client == NULL) {
      take_all(epoll, listener);
    } else if (!work(client)) {
      must(close(client->socket), "close");  // and epoll forgets it
      free(client);
    }
  }
}
