// goodbye_server: ends a WebSocket, or sees it end, one way or another.
//
// Watch:  the server ends TCP and gets TIME-WAIT, also if the client sends the
//         first Close. And what is lost if it ends TCP without a Close.
// Read:   RFC 6455, sections 1.4, 5.5.1 and 7.1; recv(2), send(2).
// Run:    labs/15_websocket_close/run.sh client_closes

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/text/columns.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"

namespace {

// Whether the kernel has taken all of it. The client may be gone.
bool send_all(const Fd& client, websocket::Output& output) {
  std::string_view bytes = websocket::text_of(output);
  while (!bytes.empty()) {
    const ssize_t n =
        CALL(::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (n == -1) break;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  const bool all = bytes.empty();
  output.clear();
  return all;
}

void tell(const websocket::Event& event) {
  if (const auto* message = std::get_if<websocket::Message>(&event))
    say("text: '" + text::printable(websocket::text_of(message->payload)) +
        "'");
  if (const auto* failure = std::get_if<websocket::Failure>(&event))
    say("the client broke a rule: " + std::string{failure->rule.name});
  if (const auto* closed = std::get_if<websocket::Closed>(&event))
    say("closed: " + std::to_string(closed->code) +
        (closed->reason.empty()
             ? ""
             : " '" + text::printable(closed->reason) + "'"));
}

// A client must not keep us for ever: from now on recv() says EAGAIN when
// nothing comes for so long.
void limit_wait(const Fd& client, const Options& options) {
  const int milliseconds = options.number("--patience", 5000);
  const timeval time{.tv_sec = milliseconds / 1000,
                     .tv_usec = milliseconds % 1000 * 1000};
  must(CALL(
      ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time)));
}

// Reads and answers until the next step is ours: to end TCP. Or until the
// client has ended it. `bytes`: what has come already.
void serve(const Fd& client, websocket::Connection& websocket,
           std::string bytes) {
  while (true) {
    auto input = std::as_writable_bytes(std::span{bytes});
    websocket::Output answer;
    while (!input.empty()) {
      const websocket::Event event = websocket.next(input, answer);
      tell(event);
      if (std::holds_alternative<websocket::Closed>(event)) step("close read");
    }
    if (!answer.empty() && !send_all(client, answer)) return;
    if (websocket.ends_tcp()) return step("both Closes");

    bytes.resize(4096);
    const ssize_t n = CALL(::recv(client.get(), bytes.data(), bytes.size(), 0));
    if (n <= 0) return tell(websocket.end());
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

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");
  Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
  const std::string rest = accept_websocket(client);
  step("open");

  websocket::Connection websocket{websocket::Role::server};
  websocket::Output output;
  if (options.has("--text")) {
    websocket.send(websocket::Opcode::text,
                   websocket::bytes_of(options.text("--text", "")), output);
    send_all(client, output);
    step("text sent");
  }
  if (options.has("--code")) {
    const int code = std::min(options.number("--code", 0), 0xffff);
    websocket.close(static_cast<websocket::CloseCode>(code), "", output);
    send_all(client, output);
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
