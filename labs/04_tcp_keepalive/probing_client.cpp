// probing_client: connects, says nothing, and waits. Is the server still there?
//
// Watch:  without an option no timer runs, and it waits for ever. With one, recv()
//         returns in the end: -1 ETIMEDOUT, or -1 ECONNRESET.
// Read:   socket(7) "SO_KEEPALIVE", tcp(7) "TCP_KEEPIDLE", "TCP_USER_TIMEOUT";
//         RFC 9293, section 3.8.4 "TCP Keep-Alives".
// Run:    labs/04_tcp_keepalive/run.sh keepalive

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/text/errno_name.h"
#include "labs/04_tcp_keepalive/keepalive.h"

namespace {

// Returns when the kernel has something to tell that is no data and no end.
void await_error(const Fd& client) {
  pollfd waits{client.get(), 0, 0};  // POLLERR comes unasked
  must(CALL(::poll(&waits, 1, -1)));
  int error = 0;
  socklen_t size = sizeof error;
  must(CALL(::getsockopt(client.get(), SOL_SOCKET, SO_ERROR, &error, &size)));
  say("SO_ERROR is " + errno_name(error));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "probing_client [--host H] [--port P] [--keepalive] [--idle N] "
            "[--count N] [--user-timeout N] [--half] [--write] [--pause N] "
            "[--stay]\n"
            "Connects, and reads until the connection ends.\n"
            "--keepalive       sets SO_KEEPALIVE\n"
            "--idle N          and TCP_KEEPIDLE and TCP_KEEPINTVL: N seconds,\n"
            "                  at most 32767\n"
            "--count N         with --idle, TCP_KEEPCNT: 1 to 127 (2)\n"
            "--user-timeout N  sets TCP_USER_TIMEOUT: N milliseconds\n"
            "--half            ends its own direction first\n"
            "--write           sends a question first\n"
            "--pause N         and is silent for N milliseconds before that\n"
            "--stay            does not close when the server has ended");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");

  if (options.has("--half")) {
    must(CALL(::shutdown(client.get(), SHUT_WR)));
    step("half closed");
  }
  if (options.has("--keepalive") || options.has("--idle"))
    set_keepalive(client, options);
  if (options.has("--user-timeout")) {
    const int timeout = options.number("--user-timeout", 0);
    must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_USER_TIMEOUT,
                           &timeout, sizeof timeout)));
  }
  step("ready");

  if (options.has("--write")) {
    if (options.has("--pause"))
      must(CALL(::poll(nullptr, 0, options.number("--pause", 0))));
    const std::string_view question = "are you there?";
    must(CALL(::send(client.get(), question.data(), question.size(), 0)));
    step("written");
  }

  std::array<char, 100> bytes{};
  ssize_t n = 1;
  while (n > 0) n = CALL(::recv(client.get(), bytes.data(), bytes.size(), 0));
  if (n == 0 && options.has("--stay")) {
    step("server ended");  // CLOSE-WAIT
    await_error(client);
    CALL(::recv(client.get(), bytes.data(), bytes.size(), 0));  // 0, as before
  }
  step("ended");
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
