// wrong: when the answer has been acknowledged, nothing can go wrong any more
// fails at: never  server sends RST
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  int size = atoi(getenv("SIZE"));
  char* answer = malloc((size_t)size + 200);
  int length = sprintf(answer,
                       "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"
                       "Content-Length: %d\r\n\r\n",
                       size);
  memset(answer + length, 'x', (size_t)size);

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_port = htons((unsigned short)atoi(getenv("PORT")));
  bind(listener, (struct sockaddr*)&address, sizeof address);
  listen(listener, 5);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    char head[1000] = "";
    while (strstr(head, "\r\n\r\n") == NULL && strlen(head) < 900 &&
           read(client, head + strlen(head), 900 - strlen(head)) > 0) {
    }
    send(client, answer, (size_t)(length + size), MSG_NOSIGNAL);
    shutdown(client, SHUT_WR);
    int unacknowledged = 1;
    while (ioctl(client, SIOCOUTQ, &unacknowledged) == 0 &&
           unacknowledged > 0) {
      char buffer[65536];
      struct pollfd one = {.fd = client, .events = POLLIN};
      if (poll(&one, 1, 1) == 1 && read(client, buffer, sizeof buffer) <= 0)
        break;
    }
    close(client);
  }
}
