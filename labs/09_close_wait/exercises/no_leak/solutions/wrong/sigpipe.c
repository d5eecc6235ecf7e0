// wrong: every error of write() is told by its result
// fails at: note  A guest ends its direction, and leaves in the middle of the answer: the next one is served
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
  size_t used = 0;
  while (strchr(line, '\n') == NULL && used < sizeof line - 1) {
    ssize_t n = read(guest, line + used, sizeof line - 1 - used);
    if (n <= 0) return;
    used += (size_t)n;
  }
  size_t left = (size_t)atol(line);
  char* answer = malloc(left + 1);
  memset(answer, 'x', left);
  for (char* at = answer; left > 0;) {
    ssize_t n = write(guest, at, left);
    if (n == -1) {
      perror("write");
      break;
    }
    at += n;
    left -= (size_t)n;
  }
  free(answer);
}

int main(void) {
  int listener = listen_on(getenv("PORT"));
  for (;;) {
    int guest = accept(listener, NULL, NULL);
    serve(guest);
    close(guest);
  }
}
