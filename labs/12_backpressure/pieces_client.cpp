// pieces_client: writes a request in two pieces, and reads the answer, some
// times. Nagle's algorithm keeps the second piece back until the first one is
// acknowledged, and the server delays that ACK: it hopes to send an answer with
// it. Each waits for the other, 40 ms long.
//
// Watch:  the second piece, that leaves behind an ACK that took 40 ms; and each
//         of the cures: TCP_NODELAY, TCP_CORK, MSG_MORE, one write.
// Read:   tcp(7) "TCP_NODELAY", "TCP_CORK"; send(2) "MSG_MORE"; RFC 9293,
//         sections 3.7.4 and 3.8.6.3.
// Run:    labs/12_backpressure/run.sh nagle

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

void cork(const Fd& server, int on) {
  must(CALL(::setsockopt(server.get(), IPPROTO_TCP, TCP_CORK, &on, sizeof on)));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "pieces_client [--host H] [--port P] [--times N] [--nodelay] "
            "[--cork] [--forget] [--more] [--one]\n"
            "Asks in two pieces of 4 bytes, and reads an answer.\n"
            "--times N     so many times (3)\n"
            "--nodelay     with TCP_NODELAY\n"
            "--cork        TCP_CORK before the first, off behind the second\n"
            "--forget      with --cork: never off\n"
            "--more        the first with MSG_MORE\n"
            "--one         both in one write");
  const Address address = resolve(options.host, options.port);

  Fd server{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(server.get(), address.get(), address.size())));
  if (options.has("--nodelay")) {
    const int on = 1;
    must(CALL(
        ::setsockopt(server.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)));
  }
  step("connected");

  using Clock = std::chrono::steady_clock;
  const std::string_view first = "head", second = "body", both = "headbody";
  std::array<char, 100> answer{};
  for (int i = 1; i <= options.number("--times", 3); ++i) {
    const Clock::time_point before = Clock::now();
    if (options.has("--cork")) cork(server, 1);
    if (options.has("--one")) {
      must(CALL(::send(server.get(), both.data(), both.size(), MSG_NOSIGNAL)));
    } else {
      const int flags = MSG_NOSIGNAL | (options.has("--more") ? MSG_MORE : 0);
      must(CALL(::send(server.get(), first.data(), first.size(), flags)));
      must(CALL(
          ::send(server.get(), second.data(), second.size(), MSG_NOSIGNAL)));
    }
    if (options.has("--cork") && !options.has("--forget")) cork(server, 0);
    if (must(CALL(::recv(server.get(), answer.data(), answer.size(), 0))) == 0)
      break;
    const std::chrono::duration<double, std::milli> took =
        Clock::now() - before;
    say("request " + std::to_string(i) + " took " +
        std::to_string(static_cast<int>(took.count())) + " ms");
    step("asked");
  }

  must(CALL(::close(server.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
