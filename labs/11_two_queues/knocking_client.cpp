// knocking_client: says how long connect() takes, and sends at once.
//
// Watch:  ESTAB on the client says nothing of accept(), and not even that the
//         server has this connection. The errno and the time say why not.
// Read:   connect(2), tcp(7) "tcp_syn_retries"; RFC 9293, section 3.5.
// Run:    labs/11_two_queues/run.sh three_ways

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

using Clock = std::chrono::steady_clock;

// "3.1"
std::string seconds_since(Clock::time_point began) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(
                          Clock::now() - began)
                          .count() /
                      100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "knocking_client [--host H] [--port P] [--leave] [--silent] [--mss N]\n"
      "Connects, sends 5 bytes, waits for an answer, and closes.\n"
      "--leave     closes without waiting\n"
      "--silent    sends nothing\n"
      "--mss N     TCP_MAXSEG: its SYN asks for segments of N bytes at most");
  const Address server = resolve(options.host, options.port);
  const int mss = options.number("--mss", 0);
  if (options.has("--mss") && (mss < 88 || mss > 32767))
    throw UsageError{"--mss takes 88 to 32767"};

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  if (mss > 0)
    must(CALL(
        ::setsockopt(client.get(), IPPROTO_TCP, TCP_MAXSEG, &mss, sizeof mss)));
  const auto began = Clock::now();
  const auto connected =
      CALL(::connect(client.get(), server.get(), server.size()));
  const int error = errno;  // say() may change it
  say("connect() took " + seconds_since(began) + " s");
  errno = error;
  must(connected);
  step("connected");

  if (!options.has("--silent")) {
    const std::string_view hello = "hello";
    // -1 ECONNRESET: RST has come. 5: it is in our own send queue, no more.
    CALL(::send(client.get(), hello.data(), hello.size(), MSG_NOSIGNAL));
    step("sent");
  }
  if (!options.has("--leave")) {
    std::array<char, 100> answer{};
    CALL(::recv(client.get(), answer.data(), answer.size(), 0));
    step("ended");
  }
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
