// handshake_server: HTTP up to the 101, WebSocket behind it, on one connection.
//
// Watch:  no second connection: the four-tuple of the request is that of the
//         messages.
// Read:   RFC 6455, section 4.2 "Server-Side Requirements".
// Run:    labs/13_websocket_handshake/run.sh handshake
//
// It takes one client, reads one text and sends one. What a request must have
// stands in common/websocket/handshake.cpp.

#include <sys/socket.h>

#include <array>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/explain.h"
#include "common/websocket/handshake.h"

namespace {

// What has come from the client. The peer may end at any time.
std::string receive(const Fd& client) {
  std::array<char, 4096> buffer{};
  const ssize_t n =
      must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
  if (n == 0) throw std::runtime_error{"the client ended too early"};
  return {buffer.data(), static_cast<std::size_t>(n)};
}

void send_all(const Fd& client, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = must(
        CALL(::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// What is not even HTTP is refused by the parser, with a status of its own.
websocket::Opening judge(const http::RequestParser::Result& result) {
  if (const auto* refusal = std::get_if<http::Refusal>(&result))
    return *refusal;
  return websocket::check_opening(std::get<http::Request>(result));
}

// Reads a text, and answers with one. `bytes`: what has come already.
void exchange_texts(const Fd& client, std::string bytes) {
  websocket::Connection connection{websocket::Role::server};
  websocket::Output output;
  while (output.empty()) {
    if (bytes.empty()) bytes = receive(client);
    auto input = std::as_writable_bytes(std::span{bytes});
    const websocket::Event event = connection.next(input, output);
    if (const auto* message = std::get_if<websocket::Message>(&event)) {
      say("text: '" + std::string{websocket::text_of(message->payload)} + "'");
      step("read");
      connection.send(websocket::Opcode::text,
                      websocket::bytes_of("hello, client"), output);
    }
    if (const auto* failure = std::get_if<websocket::Failure>(&event))
      say("the client broke a rule: " + std::string{failure->rule.name});
    bytes.erase(0, bytes.size() - input.size());
  }
  send_all(client, websocket::text_of(output));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "handshake_server [--host H] [--port P]\n"
            "Opens a WebSocket with one client, and exchanges a text.");
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
  step("accepted");

  http::RequestParser parser;
  http::RequestParser::Result result;
  while (std::holds_alternative<http::NeedsMore>(result)) {
    parser.add(receive(client));
    result = parser.next();
  }
  const websocket::Opening opening = judge(result);
  if (const auto* accepted = std::get_if<websocket::Accepted>(&opening))
    for (const std::string& line : websocket::explain_accept(accepted->key))
      say(line);

  send_all(client, http::to_bytes(websocket::opening_response(opening)));
  if (const auto* refusal = std::get_if<http::Refusal>(&opening)) {
    say("refused, " + std::to_string(refusal->status) + ": " + refusal->reason);
  } else {
    step("open");  // from here on there is no HTTP on this connection

    // The first frame may have come together with the request.
    exchange_texts(client, parser.take_rest());
  }

  // FIN first, and close() when the client has ended too: with bytes unread
  // close() would send RST (lab 06).
  must(CALL(::shutdown(client.get(), SHUT_WR)));
  step("half closed");
  std::array<char, 4096> dropped{};
  while (CALL(::recv(client.get(), dropped.data(), dropped.size(), 0)) > 0) {
  }
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
