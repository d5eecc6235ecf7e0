// wrong: no line is longer than my buffer
// fails at: note  A long line: one answer
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void answer(int client, const char* line, int length) {
  char text[1100];
  int size = snprintf(text, sizeof text, "%d %.*s\n", length, length, line);
  write(client, text, (size_t)size);
}

int main(void) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_port = htons((unsigned short)atoi(getenv("PORT")));
  bind(listener, (struct sockaddr*)&address, sizeof address);
  listen(listener, 5);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    char buffer[1024];
    int used = 0;
    ssize_t n;
    while ((n = read(client, buffer + used, sizeof buffer - (size_t)used)) >
           0) {
      used += (int)n;
      char* end;
      while ((end = memchr(buffer, '\n', (size_t)used)) != NULL) {
        answer(client, buffer, (int)(end - buffer));
        used -= (int)(end - buffer) + 1;
        memmove(buffer, end + 1, (size_t)used);
      }
      if (used == sizeof buffer) {  // full: answer it, and go on
        answer(client, buffer, used);
        used = 0;
      }
    }
    if (used > 0) answer(client, buffer, used);
    close(client);
  }
}
