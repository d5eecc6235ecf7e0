// What the two programs of this lab say once the WebSocket is open: a text each
// way. Lab 14 shows how a text becomes frames.
#pragma once

#include <sys/socket.h>

#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "common/narrate/narrate.h"
#include "common/narrate/send_all.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"

// What has come from the peer, "server" or "client", which may end at any time.
inline std::string receive(const Fd& client, const std::string& peer) {
  std::array<char, 4096> buffer{};
  const ssize_t n =
      must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
  if (n == 0) throw std::runtime_error{"the " + peer + " ended too early"};
  return {buffer.data(), static_cast<std::size_t>(n)};
}

// The client's part: returns the next text from the server. `bytes`: what has
// come already.
inline std::string read_text(const Fd& client,
                             websocket::Connection& connection,
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
    bytes = receive(client, "server");
  }
}

// The server's part: reads a text, and answers with one. `bytes`: what has come
// already.
inline void exchange_texts(const Fd& client, std::string bytes) {
  websocket::Connection connection{websocket::Role::server};
  websocket::Output output;
  while (output.empty()) {
    if (bytes.empty()) bytes = receive(client, "client");
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
  must(send_all(client, websocket::text_of(output)));
}
