// heartbeat_client: pings a silent server, to know whether it is still there.
//
// Watch:  a missing Pong is noticed at once, while both ends are ESTAB still.
//         TCP tries for a quarter of an hour; and if nothing is sent, not at
//         all: ss shows no timer.
// Read:   RFC 6455, sections 5.5.2 and 7.1.7; socket(7) SO_RCVTIMEO.
// Run:    labs/15_websocket_close/run.sh heartbeat

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <span>
#include <string>
#include <variant>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"

namespace {

void tell(const websocket::Event& event) {
  if (const auto* closed = std::get_if<websocket::Closed>(&event))
    say("closed: " + std::to_string(closed->code));
}

// Sends a Ping when the server has been silent for the time that recv() waits;
// until it is silent after a Ping, too, or TCP ends. All that comes is a sign of
// life.
void beat(const Fd& client, websocket::Connection& websocket) {
  bool pinged = false;
  while (true) {
    std::array<std::byte, 4096> buffer{};
    const ssize_t n =
        CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    const bool silent = n == -1 && errno == EAGAIN;
    if (n <= 0 && (pinged || !silent)) return;
    pinged = silent;
    websocket::Output output;
    if (silent) {
      websocket.ping({}, output);
    } else {
      auto input = std::span{buffer}.first(static_cast<std::size_t>(n));
      while (!input.empty()) tell(websocket.next(input, output));
    }
    must(send_all(client, websocket::text_of(output)));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "heartbeat_client [--host H] [--port P] [--every N]\n"
            "Opens a WebSocket, and pings the server while it is silent.\n"
            "--every N    milliseconds of silence before a Ping, and after it\n"
            "             before the server counts as gone (0: no Ping)");
  const Address server = resolve(options.host, options.port);
  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  open_websocket(client, options);  // nothing comes behind this server's 101
  step("open");

  // recv() says EAGAIN after this time; after 0 it never does.
  const int every = options.number("--every", 1000);
  const timeval silence{.tv_sec = every / 1000, .tv_usec = every % 1000 * 1000};
  must(CALL(::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &silence,
                         sizeof silence)));
  websocket::Connection websocket{websocket::Role::client};
  beat(client, websocket);
  tell(websocket.end());
  step("gone");  // TCP knows nothing of it: ESTAB

  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
