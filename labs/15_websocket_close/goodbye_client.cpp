// goodbye_client: ends a WebSocket, or sees it end, one way or another.
//
// Watch:  after both Closes it only waits: the server ends TCP, and TIME-WAIT is
//         the server's. And what goes wrong if it does not wait.
// Read:   RFC 6455, sections 1.4, 5.5.1 and 7.1; socket(7) SO_RCVTIMEO.
// Run:    labs/15_websocket_close/run.sh client_closes
//
// It is longer than a screen: its options are the ways to end that this lab
// compares, and each one differs from the others in one call.

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"
#include "labs/15_websocket_close/goodbye.h"

namespace {

using websocket::bytes_of;
using websocket::Opcode;

// Two frames are one message: the FIN bit of the first is 0. No segment has
// TCP's FIN.
void send_in_two(const Fd& client, websocket::Connection& websocket) {
  websocket::Output output;
  websocket.send(Opcode::text, bytes_of("hello, "), output, false);
  must(send_all(client, websocket::text_of(output)));
  output.clear();
  step("FIN 0 sent");
  websocket.send(Opcode::text, bytes_of("server"), output);
  must(send_all(client, websocket::text_of(output)));
  step("FIN 1 sent");
}

void send_close(const Fd& client, websocket::Connection& websocket,
                const Options& options) {
  websocket::Output output;
  if (options.has("--empty")) {
    websocket.close(output);
  } else {
    const int code = std::min(options.number("--code", 1000), 0xffff);
    websocket.close(static_cast<websocket::CloseCode>(code),
                    options.text("--reason", ""), output);
  }
  if (options.has("--goes-on")) {
    // Our machine sends nothing behind a Close: this takes another one.
    websocket::Connection rude{websocket::Role::client};
    rude.send(Opcode::text, bytes_of("one thing more"), output);
    rude.close(output);
  }
  must(send_all(client, websocket::text_of(output)));
}

// Reads until TCP ends: by the server's FIN, by RST, or because we give up.
// `bytes`: what has come already.
void read_to_the_end(const Fd& client, websocket::Connection& websocket,
                     std::string bytes, const Options& options) {
  ssize_t n = 1;
  while (n > 0) {
    const bool was_open = websocket.is_open();
    auto input = std::as_writable_bytes(std::span{bytes});
    websocket::Output answer;
    while (!input.empty()) tell(websocket.next(input, answer), "the server");
    must(send_all(client, websocket::text_of(answer)));
    if (was_open && !websocket.is_open()) limit_wait(client, options);

    bytes.resize(4096);
    n = CALL(::recv(client.get(), bytes.data(), bytes.size(), 0));
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  }
  if (n == -1 && errno == EAGAIN) say("the server does not end TCP");
  tell(websocket.end(), "the server");
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "goodbye_client [--host H] [--port P] [--code N] [--reason TEXT] "
      "[--empty] [--in-two] [--goes-on] [--half-close] [--hasty] [--waits] "
      "[--patience N]\n"
      "Opens a WebSocket, sends a Close, and waits for the server to end TCP.\n"
      "--code N         the close code (1000)\n"
      "--reason TEXT    the reason\n"
      "--empty          a Close without code and reason\n"
      "--in-two         first sends a text in two fragments\n"
      "--goes-on        sends a text and a second Close behind its Close\n"
      "--half-close     sends FIN behind its Close, and reads on\n"
      "--hasty          closes TCP behind its Close, and does not read on\n"
      "--waits          sends no Close but in answer to the server's\n"
      "--patience N     waits so many milliseconds for the end (5000)");
  const Address server = resolve(options.host, options.port);
  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string rest = open_websocket(client, options);
  step("open");

  websocket::Connection websocket{websocket::Role::client};
  if (options.has("--in-two")) send_in_two(client, websocket);
  if (!options.has("--waits")) {
    send_close(client, websocket, options);
    step("close sent");
    limit_wait(client, options);
  }
  if (options.has("--half-close"))
    must(CALL(::shutdown(client.get(), SHUT_WR)));
  if (!options.has("--hasty")) {
    read_to_the_end(client, websocket, rest, options);
    step("TCP ended");
  }
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
