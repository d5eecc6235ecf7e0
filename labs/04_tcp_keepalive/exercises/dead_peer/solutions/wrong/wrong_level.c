// wrong: an option of TCP is an option of the socket: SOL_SOCKET
// fails at: client closes within 4s
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  struct addrinfo* address;
  if (getaddrinfo(getenv("HOST"), getenv("PORT"), &hints, &address)) return 1;
  int server = socket(address->ai_family, SOCK_STREAM, 0);
  if (connect(server, address->ai_addr, address->ai_addrlen)) return 1;
  int on = 1, seconds = 1, count = 2;
  setsockopt(server, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(server, SOL_SOCKET, TCP_KEEPIDLE, &seconds, sizeof seconds);
  setsockopt(server, SOL_SOCKET, TCP_KEEPINTVL, &seconds, sizeof seconds);
  setsockopt(server, SOL_SOCKET, TCP_KEEPCNT, &count, sizeof count);
  char bytes[1000];
  while (recv(server, bytes, sizeof bytes, 0) > 0)
    send(server, "yes\n", 4, MSG_NOSIGNAL);
  close(server);
}
