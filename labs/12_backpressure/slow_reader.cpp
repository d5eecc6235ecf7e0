// slow_reader: reads when it is told to, and no sooner. Until then what arrives
// lies in the receive queue, and the window says how much more may come.
//
// Watch:  Recv-Q and the window: the one grows, the other shrinks to 0; and how
//         much must be read before the kernel names a new window.
// Read:   socket(7) "SO_RCVBUF"; RFC 9293, sections 3.8.6 and 3.8.6.2.2.
// Run:    labs/12_backpressure/run.sh window_closes

#include <sys/socket.h>

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// What the kernel has made of it.
void say_size(const Fd& fd) {
  int size = 0;
  socklen_t length = sizeof size;
  must(CALL(::getsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &size, &length)));
  say("SO_RCVBUF is " + std::to_string(size));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "slow_reader [--host H] [--port P] [--rcvbuf N] [--take N] "
            "[--times N]\n"
            "Takes one client, reads a little, and only then the rest.\n"
            "--rcvbuf N    receives into N bytes (SO_RCVBUF)\n"
            "--take N      the size of a little (1000)\n"
            "--times N     so many times (1)");
  const Address address = resolve(options.host, options.port);

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  if (options.has("--rcvbuf")) {
    // Before listen(): accepted sockets inherit it, and so does the window.
    const int size = options.number("--rcvbuf", 0);
    must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUF, &size,
                           sizeof size)));
  }
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  say_size(peer);
  step("accepted");

  std::string little(static_cast<std::size_t>(options.number("--take", 1000)),
                     '\0');
  for (int times = options.number("--times", 1); times > 0; --times) {
    must(CALL(::recv(peer.get(), little.data(), little.size(), 0)));
    step("took");
  }

  // The rest: many calls, told in one count.
  std::string buffer(16384, '\0');
  std::size_t rest = 0;
  while (const ssize_t n =
             must(::recv(peer.get(), buffer.data(), buffer.size(), 0), "recv"))
    rest += static_cast<std::size_t>(n);
  say(std::to_string(rest) + " bytes more, and the end");
  say_size(peer);
  step("read all");

  must(CALL(::close(peer.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
