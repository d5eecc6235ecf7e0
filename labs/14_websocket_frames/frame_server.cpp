// frame_server: says what each frame of a client is, and answers each message.
//
// Watch:  one recv() may bring half a frame, or two; a message is told when its
//         last frame has come. A broken rule is answered with a Close.
// Read:   RFC 6455, sections 5.4 "Fragmentation" and 7.1.7 "Fail the WebSocket
//         Connection".
// Run:    labs/14_websocket_frames/run.sh fragments
//
// It takes one client. The rules stand in common/websocket/rules.h. This is longer
// than a screen, because each event has its words.

#include <sys/socket.h>

#include <span>
#include <stdexcept>
#include <string>
#include <variant>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/text/columns.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"

namespace {

// What has come from the client; nothing once it has ended.
std::string receive(const Fd& client) {
  std::string bytes(16 * 1024, '\0');
  const ssize_t n =
      must(CALL(::recv(client.get(), bytes.data(), bytes.size(), 0)));
  bytes.resize(static_cast<std::size_t>(n));
  return bytes;
}

std::string in_quotes(websocket::Bytes payload) {
  return "'" + text::printable(websocket::text_of(payload)) + "'";
}

std::string in_words(const websocket::Event& event) {
  if (const auto* message = std::get_if<websocket::Message>(&event)) {
    const bool is_text = message->kind == websocket::Opcode::text;
    return std::string{name_of(message->kind)} + " of " +
           std::to_string(message->payload.size()) + " bytes" +
           (is_text ? ": " + in_quotes(message->payload) : "");
  }
  if (const auto* ping = std::get_if<websocket::Ping>(&event))
    return "ping " + in_quotes(ping->payload);
  if (const auto* pong = std::get_if<websocket::Pong>(&event))
    return "pong " + in_quotes(pong->payload);
  if (const auto* closed = std::get_if<websocket::Closed>(&event))
    return "close " + std::to_string(closed->code);
  if (const auto* failure = std::get_if<websocket::Failure>(&event))
    return "rule broken: " + std::string{failure->rule.name} + " (RFC 6455, " +
           std::string{failure->rule.section} + ")";
  return "not yet a whole message";
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "frame_server [--host H] [--port P]\n"
            "Opens a WebSocket with one client, and says what it sends.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};

  std::string bytes = accept_websocket(client);
  step("open");
  websocket::Connection connection{websocket::Role::server};
  websocket::Output output;
  while (!connection.ends_tcp()) {
    if (bytes.empty()) bytes = receive(client);
    if (bytes.empty()) throw std::runtime_error{"TCP ended without a Close"};
    auto input = std::as_writable_bytes(std::span{bytes});
    while (!input.empty()) {
      const websocket::Event event = connection.next(input, output);
      say(in_words(event));
      if (std::holds_alternative<websocket::Message>(event))
        connection.send(websocket::Opcode::text,
                        websocket::bytes_of("got " + in_words(event)), output);
    }
    bytes.clear();
    if (output.empty()) continue;
    must(send_all(client, websocket::text_of(output)));  // all answers at once
    output.clear();
    step("answered");
  }

  // The server ends TCP. close() only when the client has ended too: with bytes
  // unread it would send RST (lab 06), which can destroy our Close.
  must(CALL(::shutdown(client.get(), SHUT_WR)));
  step("half closed");
  while (!receive(client).empty()) {
  }
  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
