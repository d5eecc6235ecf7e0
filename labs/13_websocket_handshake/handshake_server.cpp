// handshake_server: HTTP up to the 101, WebSocket behind it, on one connection.
//
// Watch:  no second connection: the 4-tuple of the request is that of the
//         messages.
// Read:   RFC 6455, section 4.2 "Server-Side Requirements".
// Run:    labs/13_websocket_handshake/run.sh handshake
//
// What a request must have stands in common/websocket/handshake.cpp; the texts
// that follow are in texts.h. What is here is one client's way, from its first
// byte to the lingering close. With --header the server's answer breaks a rule.

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/explain.h"
#include "common/websocket/handshake.h"
#include "labs/13_websocket_handshake/texts.h"

namespace {

using Clock = std::chrono::steady_clock;

// Whether there is something to read before the deadline.
bool await_input(const Fd& client, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      std::max(deadline - Clock::now(), Clock::duration::zero()));
  const int timeout = static_cast<int>(left.count());
  pollfd watched{client.get(), POLLIN, 0};
  return must(CALL(::poll(&watched, 1, timeout))) > 0;
}

// Reads until the request is complete, or refused. The deadline is for all of
// it: one for each recv() would let a client that sends a byte now and then
// hold the server for ever.
websocket::Opening read_opening(const Fd& client, http::RequestParser& parser,
                                const websocket::Terms& terms,
                                Clock::time_point deadline) {
  while (true) {
    const auto result = parser.next();
    if (const auto* request = std::get_if<http::Request>(&result))
      return websocket::check_opening(*request, terms);
    // What is not even HTTP is refused by the parser, with a status of its own.
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      return *refusal;
    if (!await_input(client, deadline))
      return http::Refusal{408, "the request takes too long"};
    parser.add(receive(client, "client"));
  }
}

// One client, from its request to the end.
void serve(Fd client, const Options& options) {
  const std::chrono::seconds patience{options.number("--patience", 600)};
  websocket::Terms terms;
  if (options.has("--origin")) terms.origins = {options.text("--origin", "")};
  if (options.has("--subprotocol"))
    terms.subprotocols = {options.text("--subprotocol", "")};

  http::RequestParser parser{{.body_bytes = 0}};
  const websocket::Opening opening =
      read_opening(client, parser, terms, Clock::now() + patience);
  const auto* accepted = std::get_if<websocket::Accepted>(&opening);
  if (accepted != nullptr)
    for (const std::string& line : websocket::explain_accept(accepted->key))
      say(line);

  http::Response response = websocket::opening_response(opening);
  if (options.has("--header"))
    http::set_header(response.headers, options.text("--header", ""));
  must(send_all(client, parser.wants_head_alone()
                            ? http::head_to_bytes(response)
                            : http::to_bytes(response)));
  if (accepted != nullptr) {
    step("open");  // from here on there is no HTTP on this connection

    // The first frame may have come together with the request.
    exchange_texts(client, parser.take_rest());
  } else {
    const auto& [status, reason] = std::get<http::Refusal>(opening);
    say("refused, " + std::to_string(status) + ": " + reason);
  }

  // FIN first, and close() when the client has ended too: with bytes unread
  // close() would send RST (lab 06).
  must(CALL(::shutdown(client.get(), SHUT_WR)));
  step("half closed");
  std::array<char, 4096> dropped{};
  while (CALL(::recv(client.get(), dropped.data(), dropped.size(), 0)) > 0) {
  }
  must(CALL(::close(client.release())));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "handshake_server [--host H] [--port P] [--clients N] [--origin TEXT] "
      "[--subprotocol TEXT] [--header TEXT] [--patience N]\n"
      "Opens a WebSocket with each client, one after another, and exchanges a\n"
      "text.\n"
      "--clients N           serves N clients (1)\n"
      "--origin TEXT         lets pages of that origin in, and no others\n"
      "--subprotocol TEXT    that the server speaks\n"
      "--header TEXT         'NAME: VALUE' in the place of that header of the\n"
      "                      answer, or one more; 'NAME:' leaves it out\n"
      "--patience N          seconds for the request (600)");
  if (options.text("--header", ":").find(':') == std::string::npos)
    throw UsageError{"--header takes 'NAME: VALUE'"};
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  for (int i = 0; i < options.number("--clients", 1); ++i) {
    Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    step("accepted");
    try {
      serve(std::move(client), options);
    } catch (const std::runtime_error& broken) {
      // What one client does ends its connection, not the server.
      say(broken.what());
    }
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
