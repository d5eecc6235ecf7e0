// wrong: who has sent no line needs no answer, and nothing else
// fails at: server#2  closes
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(const char* port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_port = htons((unsigned short)atoi(port));
  bind(listener, (struct sockaddr*)&address, sizeof address);
  listen(listener, 5);
  return listener;
}

int main(void) {
  int listener = listen_on(getenv("PORT"));
  for (;;) {
    int guest = accept(listener, NULL, NULL);
    char line[100] = "";
    size_t used = 0;
    ssize_t n = 0;
    while (strchr(line, '\n') == NULL && used < sizeof line - 1 &&
           (n = read(guest, line + used, sizeof line - 1 - used)) > 0)
      used += (size_t)n;
    if (n <= 0) continue;
    for (long left = atol(line); left > 0; --left)
      if (send(guest, "x", 1, MSG_NOSIGNAL) == -1) break;
    close(guest);
  }
}
