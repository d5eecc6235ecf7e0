#include "common/narrate/open_websocket.h"

#include <sys/socket.h>

#include <stdexcept>
#include <variant>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/websocket/opening.h"

namespace {

void send_all(const Fd& peer, websocket::Output& output) {
  std::string_view bytes = websocket::text_of(output);
  while (!bytes.empty()) {
    const ssize_t n = must(
        CALL(::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  output.clear();
}

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
    send_all(peer, output);
    if (const auto* opened = std::get_if<websocket::Opened>(&result))
      return opened->rest;
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      throw std::runtime_error{"no WebSocket: " + refusal->reason};
  }
}

}  // namespace

std::string open_websocket(const Fd& server, const Options& options) {
  std::vector<std::string> subprotocols;
  if (options.has("--subprotocol"))
    subprotocols.push_back(options.text("--subprotocol", ""));
  websocket::Output request;
  websocket::ClientOpening opening{http::authority(options.host, options.port),
                                   options.text("--target", "/"), subprotocols,
                                   request};
  send_all(server, request);
  return read_opening(server, request, [&](websocket::Bytes input) {
    return opening.read(input);
  });
}

std::string accept_websocket(const Fd& client) {
  websocket::ServerOpening opening;
  websocket::Output answer;
  return read_opening(client, answer, [&](websocket::Bytes input) {
    return opening.read(input, answer);
  });
}
