// socket_buffers: asks for send and receive buffers of some sizes, and what the
// kernel has made of each.
//
// Watch:  twice of what was asked for: the kernel counts its structures,
//         too; not less than a least size, and not more than twice the
//         machine's net.core.rmem_max and wmem_max. No error says so.
// Read:   socket(7) "SO_RCVBUF", "SO_SNDBUF"; tcp(7) "tcp_rmem", "tcp_wmem".
// Run:    labs/12_backpressure/run.sh doubled

#include <sys/socket.h>

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

int size_of(const Fd& fd, int option) {
  int size = 0;
  socklen_t length = sizeof size;
  must(::getsockopt(fd.get(), SOL_SOCKET, option, &size, &length),
       "getsockopt(fd, SOL_SOCKET, option, &size, &length)");
  return size;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "socket_buffers [--host H] [--port P]\n"
            "Says which buffers the kernel makes. It connects to nobody.");
  const Address address = resolve(options.host, options.port);

  const Fd fd{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  say("before: SO_RCVBUF " + std::to_string(size_of(fd, SO_RCVBUF)) +
      ", SO_SNDBUF " + std::to_string(size_of(fd, SO_SNDBUF)));
  for (const int asked : {1, 4096, 100'000, 1'000'000'000}) {
    must(CALL(
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &asked, sizeof asked)));
    must(CALL(
        ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &asked, sizeof asked)));
    say("asked for " + std::to_string(asked) + ": SO_RCVBUF " +
        std::to_string(size_of(fd, SO_RCVBUF)) + ", SO_SNDBUF " +
        std::to_string(size_of(fd, SO_SNDBUF)));
  }
  step("asked");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
