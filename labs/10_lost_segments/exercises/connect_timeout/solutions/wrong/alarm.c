// wrong: alarm() limits each attempt, and one handler is enough for all
// fails at: client#2 sends SYN
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void give_up(int number) {
  (void)number;
  _exit(1);
}

int main(void) {
  const int limit = atoi(getenv("TIMEOUT_MS"));
  char* addresses = strdup(getenv("ADDRESSES"));
  signal(SIGALRM, give_up);
  for (char* host = strtok(addresses, " "); host; host = strtok(NULL, " ")) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons(atoi(getenv("PORT")));
    inet_pton(AF_INET, host, &address.sin_addr);
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    struct itimerval timer = {.it_value = {limit / 1000, limit % 1000 * 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
    if (connect(server, (struct sockaddr*)&address, sizeof address) == 0) {
      send(server, getenv("QUESTION"), strlen(getenv("QUESTION")), 0);
      shutdown(server, SHUT_WR);
      char answer[100];
      while (recv(server, answer, sizeof answer, 0) > 0) {
      }
      return 0;
    }
    close(server);
  }
  return 1;
}
