// wrong: if a call fails, the program must end
// fails at: note  A guest resets at once: the next one is served
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

static long must(long result, const char* call) {
  if (result == -1) {
    perror(call);
    exit(1);
  }
  return result;
}

int main(void) {
  int listener = listen_on(getenv("PORT"));
  for (;;) {
    int guest = (int)must(accept(listener, NULL, NULL), "accept");
    char line[100] = "";
    long used = 0, n = 1;
    while (strchr(line, '\n') == NULL && used < 99 && n > 0)
      used += n = must(read(guest, line + used, (size_t)(99 - used)), "read");
    if (n > 0)
      for (long left = atol(line); left > 0; --left)
        must(send(guest, "x", 1, MSG_NOSIGNAL), "send");
    must(close(guest), "close");
  }
}
