// wrong: the child closes the connection, so it is closed
// fails at: note  A guest asks and stays: it gets its answer, and the end
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

static void serve(int guest) {
  char line[100] = "";
  ssize_t n = read(guest, line, sizeof line - 1);
  if (n > 0 && strchr(line, '\n') != NULL)
    for (long left = atol(line); left > 0; --left)
      if (send(guest, "x", 1, MSG_NOSIGNAL) == -1) break;
}

int main(void) {
  int listener = listen_on(getenv("PORT"));
  for (;;) {
    int guest = accept(listener, NULL, NULL);
    if (fork() == 0) {
      close(listener);
      serve(guest);
      close(guest);
      _exit(0);
    }
  }
}
