// waiting_thread_server: one thread waits for a client in poll(), select() or
// epoll_wait(), and another one closes the descriptor.
//
// Watch:  poll and select go on waiting, and hold the socket: no FIN is sent. epoll
//         forgets the socket: FIN is sent, and epoll_wait() waits for ever.
// Read:   select(2) "Multithreaded applications"; close(2); __pollwait() in the
//         kernel's fs/select.c, eventpoll_release(); lab 05, scene thread_close.
// Run:    labs/02_multiplexing/run.sh close_in_poll

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <thread>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/02_multiplexing/event_words.h"

namespace {

void wait_in_select(int client) {
  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(client, &readable);
  CALL(::select(client + 1, &readable, nullptr, nullptr, nullptr));
}

void wait_in_poll(int client) {
  pollfd asked{.fd = client, .events = POLLIN, .revents = 0};
  CALL(::poll(&asked, 1, -1));
  say("poll() reports " +
      event_words(static_cast<unsigned short>(asked.revents), "POLL"));
}

void wait_in_epoll(int client) {
  const Fd epoll{must(CALL(::epoll_create1(0)))};
  epoll_event event{.events = EPOLLIN, .data = {.fd = client}};
  must(CALL(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, client, &event)));
  CALL(::epoll_wait(epoll.get(), &event, 1, -1));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "waiting_thread_server [--host H] [--port P] [--wait HOW]\n"
            "Waits for what one client sends. While it waits, Enter makes a\n"
            "second thread close the descriptor.\n"
            "--wait HOW    select, poll or epoll (poll)");
  const Address address = resolve(options.host, options.port);
  const std::string how = options.text("--wait", "poll");
  if (how != "select" && how != "poll" && how != "epoll")
    throw UsageError{"--wait is select, poll or epoll, not '" + how + "'"};

  const Fd listener = listen_on(address);
  // Not an Fd: two threads use it.
  const int client = must(CALL(::accept(listener.get(), nullptr, nullptr)));
  std::thread other{[client] {
    std::string line;
    if (std::getline(std::cin, line)) CALL(::close(client));
  }};
  (how == "select" ? wait_in_select
   : how == "poll" ? wait_in_poll
                   : wait_in_epoll)(client);
  other.join();
  char byte = 0;
  CALL(::recv(client, &byte, 1, 0));  // -1 EBADF
  step("returned");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
