// wrong: with SO_LINGER close() waits until the client has the answer
// fails at: note  The client has gone on sending, and the whole answer arrives
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    struct linger wait = {.l_onoff = 1, .l_linger = 5};
    setsockopt(client, SOL_SOCKET, SO_LINGER, &wait, sizeof wait);
    char head[1000] = "";
    while (strstr(head, "\r\n\r\n") == NULL && strlen(head) < 900 &&
           read(client, head + strlen(head), 900 - strlen(head)) > 0) {
    }
    send(client, answer, (size_t)(length + size), MSG_NOSIGNAL);
    close(client);
  }
}
