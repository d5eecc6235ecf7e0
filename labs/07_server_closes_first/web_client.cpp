// web_client: one request over a connection that TCP watches too: after a quiet
// second its kernel probes whether the server is still there.
//
// Watch:  the client closes first, unless the server says "close" or the client
//         stays; and the probe, which no program sees.
// Read:   tcp(7) "TCP_KEEPIDLE"; RFC 9293, section 3.8.4 "TCP Keep-Alives".
// Run:    labs/07_server_closes_first/run.sh root
//
// Node's http.Agent({keepAlive: true}) sets the same two options.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>
#include <variant>

#include "common/http/persistence.h"
#include "common/http/response_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

http::Response read_response(const Fd& client) {
  http::ResponseParser parser;
  while (true) {
    std::array<char, 4096> buffer{};
    const ssize_t n =
        must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
    if (n == 0) parser.end();
    parser.add({buffer.data(), static_cast<std::size_t>(n)});
    auto next = parser.next("GET");
    if (auto* response = std::get_if<http::Response>(&next))
      return std::move(*response);
    if (n == 0 || !std::holds_alternative<http::NeedsMore>(next))
      throw std::runtime_error{"the server's answer is not whole"};
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "web_client [--host H] [--port P] [--path TEXT] [--stay]\n"
            "Asks for TEXT (/), and closes.\n"
            "--stay    waits until the server closes");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(client.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on)));
  const int seconds = 1;
  must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_KEEPIDLE, &seconds,
                         sizeof seconds)));
  must(CALL(::connect(client.get(), server.get(), server.size())));

  const std::string request = http::to_bytes(http::Request{
      "GET", options.text("--path", "/"), 1, {{"Host", options.host}}, ""});
  must(CALL(::send(client.get(), request.data(), request.size(), 0)));
  const http::Response response = read_response(client);
  say(std::to_string(response.status) + " " + response.reason);

  const bool kept = http::stays_open(response, "GET");
  if (kept) step("answered");
  if (!kept || options.has("--stay")) {
    // No step between the server's FIN and ours: ours carries the ACK.
    char nothing = 0;
    must(CALL(::recv(client.get(), &nothing, 1, 0)));
  }
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
