// wrong: what recv() has read is a string
// fails at: client#2 sends data "got {question}\n"
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct addrinfo* resolve(const char* host, const char* port) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* found;
  if (getaddrinfo(host, port, &hints, &found) != 0) exit(1);
  return found;
}

static void serve(int client, const struct addrinfo* address) {
  const int upstream = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(upstream, address->ai_addr, address->ai_addrlen) == -1) {
    perror("connect");
    close(client);
    return;
  }
  struct pollfd ends[2] = {{client, POLLIN, 0}, {upstream, POLLIN, 0}};
  const int other[2] = {upstream, client};
  while (ends[0].fd != -1 || ends[1].fd != -1) {
    if (poll(ends, 2, -1) == -1) break;
    for (int i = 0; i < 2; ++i) {
      if (ends[i].revents == 0) continue;
      char buffer[4096] = "";
      if (recv(ends[i].fd, buffer, sizeof buffer - 1, 0) > 0) {
        send(other[i], buffer, strlen(buffer), 0);
      } else {
        shutdown(other[i], SHUT_WR);
        ends[i].fd = -1;
      }
    }
  }
  close(client);
  close(upstream);
}

int main(void) {
  const struct addrinfo* here = resolve(getenv("HOST"), getenv("PORT"));
  const struct addrinfo* there =
      resolve(getenv("UPSTREAM_HOST"), getenv("UPSTREAM_PORT"));
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, here->ai_addr, here->ai_addrlen) == -1) return 1;
  if (listen(listener, 10) == -1) return 1;
  while (1) serve(accept(listener, NULL, NULL), there);
}
