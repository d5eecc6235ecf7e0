// web_client: one request over a connection that TCP watches too: after a quiet
// second its kernel probes whether the server is still there.
//
// Watch:  the client closes first, unless it waits for the server; and the probe,
//         which no program sees.
// Read:   tcp(7) "TCP_KEEPIDLE"; RFC 9293, section 3.8.4 "TCP Keep-Alives".
// Run:    labs/07_server_closes_first/run.sh root
//
// Node's http.Agent({keepAlive: true}) sets the same three options, and TCP_KEEPCNT
// to 10: it probes each second.

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

// The answer, behind any number of interim responses.
http::Response read_response(const Fd& client) {
  http::ResponseParser parser;
  while (true) {
    std::array<char, 4096> buffer{};
    const ssize_t n =
        must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
    if (n == 0) parser.end();
    parser.add({buffer.data(), static_cast<std::size_t>(n)});
    auto next = parser.next("GET");
    while (auto* response = std::get_if<http::Response>(&next)) {
      say(std::to_string(response->status) + " " + response->reason);
      if (response->status == 101)
        throw std::runtime_error{"no Upgrade was asked for"};
      if (!http::is_interim(*response)) {
        if (parser.in_the_middle()) say("more than one answer: it is not read");
        return std::move(*response);
      }
      next = parser.next("GET");
    }
    if (const auto* refusal = std::get_if<http::Refusal>(&next))
      throw std::runtime_error{"the server's answer: " + refusal->reason};
    if (n == 0)
      throw std::runtime_error{"the server ended before its answer was whole"};
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "web_client [--host H] [--port P] [--path TEXT] [--stay]\n"
            "Asks for TEXT (/), and closes.\n"
            "--stay    waits for the server's end, and closes after it");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(client.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on)));
  const int seconds = 1;  // quiet before the first probe, and between two
  must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_KEEPIDLE, &seconds,
                         sizeof seconds)));
  must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_KEEPINTVL, &seconds,
                         sizeof seconds)));
  must(CALL(::connect(client.get(), server.get(), server.size())));

  // RFC 9112, 9.2: what comes before a request was sent answers none.
  char byte = 0;
  if (CALL(::recv(client.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT)) > 0)
    throw std::runtime_error{"the server speaks before it is asked"};
  const std::string request =
      http::to_bytes({"GET",
                      options.text("--path", "/"),
                      1,
                      {{"Host", http::authority(options.host, options.port)}},
                      ""});
  must(CALL(::send(client.get(), request.data(), request.size(), 0)));
  const http::Response response = read_response(client);

  // No step between the server's FIN and ours: ours carries the ACK.
  if (http::stays_open(response, "GET")) step("answered");
  if (options.has("--stay")) must(CALL(::recv(client.get(), &byte, 1, 0)));
  must(CALL(::close(client.release())));
  step("closed");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
