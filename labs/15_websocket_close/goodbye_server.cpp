// goodbye_server: ends a WebSocket, or sees it end, one way or another.
//
// Watch:  the server ends TCP and gets TIME-WAIT, also if the client sends the
//         first Close. And what is lost if it ends TCP without a Close.
// Read:   RFC 6455, sections 1.4, 5.5.1 and 7.1; recv(2), send(2).
// Run:    labs/15_websocket_close/run.sh client_closes
//
// It is longer than a screen: see goodbye_client.

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <variant>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"
#include "labs/15_websocket_close/goodbye.h"

namespace {

// Reads and answers until the next step is ours: to end TCP. Or until the
// client has ended it. `bytes`: what has come already.
void serve(const Fd& client, websocket::Connection& websocket,
           std::string bytes) {
  while (true) {
    auto input = std::as_writable_bytes(std::span{bytes});
    websocket::Output answer;
    while (!input.empty()) {
      const websocket::Event event = websocket.next(input, answer);
      tell(event, "the client");
      if (std::holds_alternative<websocket::Closed>(event)) step("close read");
    }
    if (send_all(client, websocket::text_of(answer)) == -1) return;
    if (websocket.ends_tcp()) return step("both Closes");

    bytes.resize(4096);
    const ssize_t n = CALL(::recv(client.get(), bytes.data(), bytes.size(), 0));
    if (n <= 0) return tell(websocket.end(), "the client");
    bytes.resize(static_cast<std::size_t>(n));
  }
}

// A clean end of TCP, as RFC 6455, section 7.1.1, has it: FIN, read until the
// client has ended too, and only then close().
void end_tcp(const Fd& client) {
  if (CALL(::shutdown(client.get(), SHUT_WR)) == -1)
    say("nothing to end: an RST has come");
  step("half closed");
  std::array<char, 4096> dropped{};
  while (CALL(::recv(client.get(), dropped.data(), dropped.size(), 0)) > 0) {
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "goodbye_server [--host H] [--port P] [--text TEXT] [--code N] "
      "[--no-close] [--patience N]\n"
      "Opens a WebSocket with one client, answers its Close, and ends TCP.\n"
      "--text TEXT     sends that, once the WebSocket is open\n"
      "--code N        sends the first Close, with that code\n"
      "--no-close      closes TCP, without a Close, and reads nothing\n"
      "--patience N    waits so many milliseconds for the client's part of\n"
      "                the end (5000)");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  const std::string rest = accept_websocket(client);
  step("open");

  websocket::Connection websocket{websocket::Role::server};
  if (options.has("--text")) {
    websocket::Output output;
    websocket.send(websocket::Opcode::text,
                   websocket::bytes_of(options.text("--text", "")), output);
    if (send_all(client, websocket::text_of(output)) == -1)
      say("the client is gone");
    step("text sent");
  }
  if (options.has("--code")) {
    websocket::Output output;
    const int code = std::min(options.number("--code", 0), 0xffff);
    websocket.close(static_cast<websocket::CloseCode>(code), "", output);
    if (send_all(client, websocket::text_of(output)) == -1)
      say("the client is gone");
    step("close sent");
    limit_wait(client, options);
  }
  if (!options.has("--no-close")) {
    serve(client, websocket, rest);
    limit_wait(client, options);
    end_tcp(client);
  }
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
