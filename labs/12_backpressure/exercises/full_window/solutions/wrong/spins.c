// wrong: EAGAIN: try again, at once
// fails at: client reads >= 1 bytes
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  struct addrinfo* address;
  if (getaddrinfo(getenv("HOST"), getenv("PORT"), &hints, &address)) return 1;
  int server = socket(address->ai_family, SOCK_STREAM, 0);
  if (connect(server, address->ai_addr, address->ai_addrlen)) return 1;
  fcntl(server, F_SETFL, O_NONBLOCK);
  size_t size = (size_t)atoi(getenv("SIZE"));
  char* line = malloc(size + 20);
  char heard[100];
  for (int number = 1; recv(server, heard, sizeof heard, 0) == -1; ++number) {
    memset(line, '.', size);
    line[sprintf(line, "%d", number)] = ' ';
    line[size - 1] = '\n';
    for (size_t sent = 0; sent < size;) {
      ssize_t n = send(server, line + sent, size - sent, MSG_NOSIGNAL);
      if (n == -1 && errno != EAGAIN) return 1;
      if (n > 0) sent += (size_t)n;
      usleep(100);
    }
  }
  shutdown(server, SHUT_WR);
  close(server);
}
