// handshake_client: asks an HTTP server to speak WebSocket, and checks that it
// has understood.
//
// Watch:  the Accept that comes back could only be computed by a server that
//         knows the GUID: an HTTP server that merely echoes would not.
// Read:   RFC 6455, section 4.1 "Client Requirements".
// Run:    labs/13_websocket_handshake/run.sh handshake
//
// With its options it breaks a rule: --header 'Sec-WebSocket-Version: 8'. Each
// option, and each way to be refused, has its lines here; the texts that follow
// are in texts.h.

#include <sys/socket.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/response_parser.h"
#include "common/http/syntax.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/handshake.h"
#include "labs/13_websocket_handshake/texts.h"

namespace {

// The request as it should be, but for what the options say.
http::Request make_request(const Options& options) {
  http::Request request =
      websocket::opening_request(http::authority(options.host, options.port),
                                 "/", websocket::random_key());
  request.method = options.text("--method", request.method);
  if (options.has("--http10")) request.minor_version = 0;
  if (options.has("--header"))
    http::set_header(request.headers, options.text("--header", ""));
  return request;
}

// What is wrong with the answer, if anything: it depends on what was asked.
std::optional<std::string> judge(const http::Response& response,
                                 const http::Request& request) {
  const auto asked = http::elements(request.headers, "Sec-WebSocket-Protocol");
  const std::vector<std::string> subprotocols{asked.begin(), asked.end()};
  return websocket::check_answer(
      response, http::find(request.headers, "Sec-WebSocket-Key").value_or(""),
      subprotocols);
}

// Reads the answer to the opening handshake. Returns what came behind it.
std::string read_answer(const Fd& client, const http::Request& request) {
  http::ResponseParser parser;
  while (true) {
    const auto result = parser.next(request.method);
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      throw std::runtime_error{"the answer is no HTTP: " + refusal->reason};
    const auto* response = std::get_if<http::Response>(&result);
    if (response == nullptr) {
      parser.add(receive(client, "server"));
      continue;
    }
    say(std::to_string(response->status) + " " + response->reason);
    // 100, 102, 103: another answer follows.
    if (response->status < 200 && response->status != 101) continue;
    const auto wrong = judge(*response, request);
    if (!wrong) {
      say("the Accept belongs to the key");
      if (const auto chosen =
              http::find(response->headers, "Sec-WebSocket-Protocol"))
        say("subprotocol: " + std::string{*chosen});
      return parser.take_rest();
    }
    if (!response->body.empty())
      say("it says: " + response->body.substr(0, response->body.find('\n')));
    throw std::runtime_error{"no WebSocket: " + *wrong};
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "handshake_client [--host H] [--port P] [--header TEXT] [--method TEXT] "
      "[--http10] [--half] [--early]\n"
      "Opens a WebSocket, and exchanges a text.\n"
      "--header TEXT    'NAME: VALUE' in the place of that header of the\n"
      "                 request, or one more; 'NAME:' leaves it out\n"
      "--method TEXT    in the place of GET\n"
      "--http10         speaks HTTP/1.0\n"
      "--half           sends half of the request, and no more\n"
      "--early          sends its text together with the request");
  if (options.text("--header", ":").find(':') == std::string::npos)
    throw UsageError{"--header takes 'NAME: VALUE'"};
  const Address server = resolve(options.host, options.port);
  const http::Request request = make_request(options);
  std::string opening = http::to_bytes(request);

  // A client masks each frame with a new random key, so that no proxy on the
  // way takes its bytes for HTTP. RFC 6455, 10.3.
  websocket::Connection connection{websocket::Role::client};
  websocket::Output frame;
  connection.send(websocket::Opcode::text, websocket::bytes_of("hello, server"),
                  frame);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  step("connected");

  if (options.has("--half")) opening.resize(opening.size() / 2);
  if (options.has("--early")) opening += websocket::text_of(frame);
  must(send_all(client, opening));
  step("asked");

  const std::string rest = read_answer(client, request);
  step("open");  // from here on there is no HTTP on this connection

  if (!options.has("--early")) {
    must(send_all(client, websocket::text_of(frame)));
    step("sent");
  }
  say("text: '" + read_text(client, connection, rest) + "'");
  step("read");

  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
