// Opens a WebSocket on a TCP connection. The programs of this lab do it by hand;
// those of labs 14 and 15 begin with it.
//
// Both return what came behind the opening handshake: the first frames. They block,
// and throw std::runtime_error if the other side refuses, is refused, or ends.
#pragma once

#include <sys/socket.h>

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/fd.h"
#include "common/websocket/opening.h"

namespace opening {

// Reads until `opening` has come to an end, and answers what it puts out.
template <typename Read>
std::string read_opening(const Fd& peer, websocket::Output& output, Read read) {
  while (true) {
    std::string buffer(4096, '\0');
    const ssize_t n =
        must(CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)));
    if (n == 0)
      throw std::runtime_error{"TCP ended before the WebSocket began"};
    buffer.resize(static_cast<std::size_t>(n));
    const auto result = read(websocket::bytes_of(buffer));
    must(send_all(peer, websocket::text_of(output)));
    output.clear();
    if (const auto* opened = std::get_if<websocket::Opened>(&result))
      return opened->rest;
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      throw std::runtime_error{"no WebSocket: " + refusal->reason};
  }
}

}  // namespace opening

// As the client: asks the server of --host and --port. A program that has the
// options --target and --subprotocol asks for these, too.
inline std::string open_websocket(const Fd& server, const Options& options) {
  std::vector<std::string> subprotocols;
  if (options.has("--subprotocol"))
    subprotocols.push_back(options.text("--subprotocol", ""));
  websocket::Output request;
  websocket::ClientOpening client{http::authority(options.host, options.port),
                                  options.text("--target", "/"), subprotocols,
                                  request};
  must(send_all(server, websocket::text_of(request)));
  request.clear();
  return opening::read_opening(server, request, [&](websocket::Bytes input) {
    return client.read(input);
  });
}

// As the server: answers the client's request.
inline std::string accept_websocket(const Fd& client) {
  websocket::ServerOpening server;
  websocket::Output answer;
  return opening::read_opening(client, answer, [&](websocket::Bytes input) {
    return server.read(input, answer);
  });
}
