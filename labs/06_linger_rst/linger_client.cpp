// linger_client: SO_LINGER decides what close() does with what is still unsent.
//
// Watch:  off: close() returns at once, FIN follows the data. 0 seconds: RST,
//         and no TIME-WAIT. 2 seconds: close() waits for the FIN's ACK, and
//         after 2 seconds gives up waiting, but not sending. A process that
//         ends without close() waits for nothing, but with 0 it sends RST, too.
// Read:   socket(7) "SO_LINGER"; RFC 9293, section 3.10.5 "ABORT Call".
// Run:    labs/06_linger_rst/run.sh off

#include <fcntl.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "linger_client [--host H] [--port P] [--linger N] [--bytes N] "
            "[--nonblock] [--shutdown] [--exit] [--kill]\n"
            "Sends, and closes.\n"
            "--linger N    sets SO_LINGER to {1, N}, N in seconds\n"
            "--bytes N     sends so many bytes (8)\n"
            "--nonblock    sets O_NONBLOCK before it closes\n"
            "--shutdown    calls shutdown(SHUT_WR) before close()\n"
            "--exit        calls exit(), and not close()\n"
            "--kill        kills itself with SIGKILL");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");

  if (options.has("--linger")) {
    const linger wait{.l_onoff = 1, .l_linger = options.number("--linger", 0)};
    must(CALL(
        ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &wait, sizeof wait)));
  }
  const std::string data(static_cast<size_t>(options.number("--bytes", 8)),
                         'x');
  must(CALL(::send(client.get(), data.data(), data.size(), 0)));
  if (options.has("--nonblock"))
    must(CALL(::fcntl(client.get(), F_SETFL, O_NONBLOCK)));
  step("sent");

  // The kernel closes what a process leaves open, and lets it go at once.
  if (options.has("--exit")) std::exit(0);
  if (options.has("--kill")) CALL(::raise(SIGKILL));

  using Clock = std::chrono::steady_clock;
  if (options.has("--shutdown")) {
    must(CALL(::shutdown(client.get(), SHUT_WR)));
    step("shut");  // FIN-WAIT-1: SO_LINGER is about close() alone
  }

  const Clock::time_point before = Clock::now();
  must(CALL(::close(client.release())));
  const std::chrono::duration<double> took = Clock::now() - before;
  say(took.count() < 1 ? "it returned at once"
                       : "it took " + std::to_string(took.count()) + " s");
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
