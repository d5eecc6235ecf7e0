// upload_client: sends all of its request, and only then reads the answer, which
// may have been destroyed on its way. (A client should watch for an answer while
// it sends; this one is as simple as many are.)
//
// Watch:  how many bytes of the answer arrive, and what comes behind them:
//         ECONNRESET, or the end.
// Read:   RFC 9112, sections 9.5 "Failures and Timeouts" and 9.6 "Tear-down".
// Run:    labs/06_linger_rst/run.sh lost_reply

#include <sys/socket.h>

#include <array>
#include <string>
#include <variant>

#include "common/http/response_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "upload_client [--host H] [--port P] [--bytes N]\n"
            "Uploads N bytes (2000), and counts those of the answer.");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const auto size = static_cast<std::size_t>(options.number("--bytes", 2000));
  const std::string request =
      http::to_bytes({.method = "POST",
                      .target = "/upload",
                      .headers = {{"Host", options.host}},
                      .body = std::string(size, 'x')});
  must(send_all(client, request));
  step("sent");

  http::ResponseParser parser;
  std::array<char, 65536> buffer{};
  ssize_t n = 1;
  while (n > 0) {
    n = CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    if (n > 0) parser.add({buffer.data(), static_cast<std::size_t>(n)});
  }
  parser.end();
  const auto result = parser.next("POST");
  if (const auto* whole = std::get_if<http::Response>(&result))
    say("the whole answer: " + std::to_string(whole->body.size()) + " bytes");
  if (const auto* cut = std::get_if<http::CutShort>(&result))
    say("the answer is cut short: " + std::to_string(cut->arrived.body.size()) +
        " bytes of " +
        std::string{http::find(cut->arrived.headers, "Content-Length")
                        .value_or("nobody knows how many")});
  step("read");

  must(CALL(::close(client.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
