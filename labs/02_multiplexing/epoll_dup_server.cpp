// epoll_dup_server: closes a descriptor that epoll watches, while a dup() of it
// lives. epoll watches the open file behind it, and goes on.
//
// Watch:  epoll_wait() reports a descriptor that is closed; it cannot be read, and
//         not be taken out of the epoll either: EBADF. No FIN is sent.
// Read:   epoll(7), the question "Will closing a file descriptor cause it to be
//         removed"; eventpoll_release() in the kernel; lab 05, scene dup_close.
// Run:    labs/02_multiplexing/run.sh epoll_dup

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "epoll_dup_server [--host H] [--port P]\n"
            "Closes the descriptor of a client, and keeps a copy of it.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  const Fd epoll{must(CALL(::epoll_create1(0)))};
  epoll_event event{.events = EPOLLIN, .data = {.fd = client.get()}};
  must(CALL(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, client.get(), &event)));
  step("watched");

  Fd copy{must(CALL(::dup(client.get())))};
  const int closed = client.get();
  must(CALL(::close(client.release())));
  step("closed");  // ESTAB: the copy has the socket

  must(CALL(::epoll_wait(epoll.get(), &event, 1, -1)));
  say("descriptor " + std::to_string(event.data.fd) + " is reported, and " +
      std::to_string(closed) + " is closed");
  std::array<char, 100> buffer{};
  CALL(::recv(closed, buffer.data(), buffer.size(), 0));          // EBADF
  CALL(::epoll_ctl(epoll.get(), EPOLL_CTL_DEL, closed, &event));  // EBADF
  must(CALL(::epoll_wait(epoll.get(), &event, 1, 0)));  // 1: again and again
  step("still reported");

  must(CALL(::close(copy.release())));  // the last one: epoll forgets it
  must(CALL(::epoll_wait(epoll.get(), &event, 1, 0)));  // 0
  step("copy closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
