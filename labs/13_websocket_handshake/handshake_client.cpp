// handshake_client: asks an HTTP server to speak WebSocket, and checks that it
// has understood.
//
// Watch:  the Accept that comes back could only be computed by a server that
//         knows the GUID: an HTTP server that merely echoes would not.
// Read:   RFC 6455, section 4.1 "Client Requirements".
// Run:    labs/13_websocket_handshake/run.sh handshake

#include <sys/socket.h>

#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/response_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/handshake.h"

namespace {

// What has come from the server. The peer may end at any time.
std::string receive(const Fd& client) {
  std::array<char, 4096> buffer{};
  const ssize_t n =
      must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
  if (n == 0) throw std::runtime_error{"the server ended too early"};
  return {buffer.data(), static_cast<std::size_t>(n)};
}

// Reads the answer to the opening request. Returns what came behind it.
std::string read_answer(const Fd& client, std::string_view key) {
  http::ResponseParser parser;
  http::ResponseParser::Result result;
  while (std::holds_alternative<http::NeedsMore>(result)) {
    parser.add(receive(client));
    result = parser.next("GET");
  }
  if (const auto* refusal = std::get_if<http::Refusal>(&result))
    throw std::runtime_error{"the answer is no HTTP: " + refusal->reason};
  const auto& response = std::get<http::Response>(result);
  say(std::to_string(response.status) + " " + response.reason);
  if (const auto wrong = websocket::check_answer(response, key)) {
    say("it says: " + response.body.substr(0, response.body.find('\n')));
    throw std::runtime_error{"no WebSocket: " + *wrong};
  }
  return parser.take_rest();
}

// The next text from the server. `bytes`: what has come already.
std::string read_text(const Fd& client, websocket::Connection& connection,
                      std::string bytes) {
  while (true) {
    auto input = std::as_writable_bytes(std::span{bytes});
    while (!input.empty()) {
      websocket::Output answer;  // to a Ping: this lab's server sends none
      const websocket::Event event = connection.next(input, answer);
      if (const auto* message = std::get_if<websocket::Message>(&event))
        return std::string{websocket::text_of(message->payload)};
      if (const auto* failure = std::get_if<websocket::Failure>(&event))
        throw std::runtime_error{"the server broke a rule: " +
                                 std::string{failure->rule.name}};
    }
    bytes = receive(client);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "handshake_client [--host H] [--port P] [--version N]\n"
            "Opens a WebSocket, and exchanges a text.\n"
            "--version N    asks for that version of the protocol (13)");
  const Address server = resolve(options.host, options.port);
  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");

  const std::string key = websocket::random_key();
  http::Request request =
      websocket::opening_request(options.host + ":" + options.port, "/", key);
  for (http::Header& header : request.headers)
    if (header.name == "Sec-WebSocket-Version")
      header.value = options.text("--version", header.value);
  const std::string opening = http::to_bytes(request);
  say("key: " + key);
  must(CALL(::send(client.get(), opening.data(), opening.size(), 0)));
  step("asked");

  const std::string rest = read_answer(client, key);
  say("the Accept belongs to the key");
  step("open");  // from here on there is no HTTP on this connection

  // A client masks each frame with a new random key, so that no proxy on the
  // way takes its bytes for HTTP. RFC 6455, 10.3.
  websocket::Connection connection{websocket::Role::client};
  websocket::Output frame;
  connection.send(websocket::Opcode::text, websocket::bytes_of("hello, server"),
                  frame);
  must(CALL(::send(client.get(), frame.data(), frame.size(), 0)));
  step("sent");

  say("text: '" + read_text(client, connection, rest) + "'");
  step("read");

  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
