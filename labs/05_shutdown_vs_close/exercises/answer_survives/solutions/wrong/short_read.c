// wrong: a recv() that does not fill the buffer was the last one
// fails at: client  state  TIME-WAIT
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  struct addrinfo* found;
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  getaddrinfo(getenv("HOST"), getenv("PORT"), &hints, &found);
  int client = socket(AF_INET, SOCK_STREAM, 0);
  connect(client, found->ai_addr, found->ai_addrlen);
  const char* question = getenv("QUESTION");
  send(client, question, strlen(question), 0);
  shutdown(client, SHUT_WR);
  char part[1024];
  ssize_t n;
  do {
    n = recv(client, part, sizeof part, 0);
    fwrite(part, 1, (size_t)n, stdout);
  } while (n == sizeof part);
  close(client);
}
