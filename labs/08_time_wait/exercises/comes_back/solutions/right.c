// Answers one client after another, and closes first. Comes back at once.

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char* call) {
  perror(call);
  exit(1);
}

static const char* value(const char* name) {
  const char* text = getenv(name);
  if (text == NULL) {
    fprintf(stderr, "%s is not set\n", name);
    exit(2);
  }
  return text;
}

static int listen_on(const char* host, const char* port) {
  const struct addrinfo hints = {.ai_family = AF_INET,
                                 .ai_socktype = SOCK_STREAM};
  struct addrinfo* here = NULL;
  const int error = getaddrinfo(host, port, &hints, &here);
  if (error != 0) {
    fprintf(stderr, "%s: %s\n", host, gai_strerror(error));
    exit(1);
  }
  const int listener = socket(here->ai_family, SOCK_STREAM, 0);
  if (listener == -1) fail("socket");
  // Connections of before may still be in TIME-WAIT: they do not stop bind(), since
  // their sockets had the option, too.
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
    fail("setsockopt");
  if (bind(listener, here->ai_addr, here->ai_addrlen) == -1) fail("bind");
  if (listen(listener, SOMAXCONN) == -1) fail("listen");
  freeaddrinfo(here);
  return listener;
}

int main(void) {
  const char* answer = value("ANSWER");
  const int listener = listen_on(value("HOST"), value("PORT"));
  while (1) {
    const int client = accept(listener, NULL, NULL);
    if (client == -1) fail("accept");
    char question;
    // A client that is lost is no reason to end: the next one comes.
    if (recv(client, &question, 1, 0) == 1 &&
        send(client, answer, strlen(answer), MSG_NOSIGNAL) == -1)
      perror("send");
    if (close(client) == -1) fail("close");
  }
}
