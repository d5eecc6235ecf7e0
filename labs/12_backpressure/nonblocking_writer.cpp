// nonblocking_writer: gives its kernel as much as that takes at once. Then send()
// says EAGAIN, and POLLOUT tells when it is worth a try.
//
// Watch:  how much of the send buffer is free at EAGAIN, and at POLLOUT.
// Read:   send(2), poll(2), socket(7) "SO_SNDBUF"; sk_stream_is_writeable() in
//         the kernel's include/net/sock.h; tcp(7) "TCP_NOTSENT_LOWAT".
// Run:    labs/12_backpressure/run.sh eagain

#include <fcntl.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// What of SO_SNDBUF the send queue takes: for the bytes, and for the structures
// around them. And how many bytes have not been sent at all.
void say_queue(const Fd& fd) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  must(CALL(
      ::getsockopt(fd.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size)));
  int unsent = 0;
  must(CALL(::ioctl(fd.get(), SIOCOUTQNSD, &unsent)));
  const std::uint32_t used = memory[SK_MEMINFO_WMEM_QUEUED];
  const std::uint32_t all = memory[SK_MEMINFO_SNDBUF];
  say("a send buffer of " + std::to_string(all) + ": " +
      std::to_string((all - std::min(used, all)) * 100 / all) +
      "% is free; unsent: " + std::to_string(unsent) + " bytes");
}

// As much as the socket takes now, in pieces.
void fill(const Fd& fd, std::size_t most) {
  const std::string piece(1000, 'x');
  std::size_t sent = 0;
  while (sent < most) {
    const ssize_t n =
        ::send(fd.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
    if (n == -1) break;
    sent += static_cast<std::size_t>(n);
  }
  say("send() has taken " + std::to_string(sent) + " bytes");
  if (sent < most)
    CALL(::send(fd.get(), piece.data(), piece.size(), MSG_NOSIGNAL));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "nonblocking_writer [--host H] [--port P] [--sndbuf N] [--bytes N] "
            "[--lowat N]\n"
            "Sends what has room, of N bytes (10000), and again at POLLOUT.\n"
            "--sndbuf N    sends from N bytes (SO_SNDBUF)\n"
            "--lowat N     sets TCP_NOTSENT_LOWAT");
  const Address server = resolve(options.host, options.port);
  const auto bytes = static_cast<std::size_t>(options.number("--bytes", 10000));

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  if (options.has("--sndbuf")) {
    const int size = options.number("--sndbuf", 0);
    must(CALL(
        ::setsockopt(client.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size)));
  }
  if (options.has("--lowat")) {
    const int unsent = options.number("--lowat", 0);
    must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT,
                           &unsent, sizeof unsent)));
  }
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");
  must(CALL(::fcntl(client.get(), F_SETFL, O_NONBLOCK)));
  fill(client, bytes);
  say_queue(client);
  step("full");
  pollfd watched{.fd = client.get(), .events = POLLOUT, .revents = 0};
  must(CALL(::poll(&watched, 1, -1)));
  say_queue(client);
  step("writable");
  fill(client, bytes);
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
