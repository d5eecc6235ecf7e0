// wrong: SO_REUSEADDR belongs to TCP, and setsockopt() cannot fail
// fails at: server call listen
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* here;
  if (getaddrinfo(getenv("HOST"), getenv("PORT"), &hints, &here) != 0) return 1;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, IPPROTO_TCP, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, here->ai_addr, here->ai_addrlen) == -1) {
    perror("bind");
    return 1;
  }
  if (listen(listener, 10) == -1) return 1;
  while (1) {
    const int client = accept(listener, NULL, NULL);
    char question;
    recv(client, &question, 1, 0);
    send(client, getenv("ANSWER"), strlen(getenv("ANSWER")), 0);
    close(client);
  }
}
