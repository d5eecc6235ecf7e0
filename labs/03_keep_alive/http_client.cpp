// http_client: N requests over one connection, or over one connection each.
//
// Watch:  the handshakes that a kept connection saves; and the race that it
//         brings: the server may close it while a request is on its way.
// Read:   RFC 9112, sections 9.2 "Associating a Response to a Request", 9.3
//         "Persistence" and 9.3.1 "Retrying Requests".
// Run:    labs/03_keep_alive/run.sh persistent

#include <sys/socket.h>

#include <array>
#include <chrono>
#include <optional>
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

struct Count {
  int connections = 0;
  std::size_t sent = 0;
  std::size_t received = 0;
  std::chrono::duration<double, std::milli> took{};
};

Fd connect_to(const Address& server, Count& count) {
  Fd fd{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(fd.get(), server.get(), server.size())));
  ++count.connections;
  return fd;
}

// Whether nothing lies there to be read. What arrives while no request waits for
// an answer is none: RFC 9112, 9.2. Here it may also be the server's FIN.
bool is_quiet(const Fd& fd) {
  char byte = 0;
  const ssize_t n = CALL(::recv(fd.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT));
  if (n > 0) say("the server has spoken unasked");
  return n == -1 && errno == EAGAIN;
}

// What has arrived of the answer. Any number of interim responses may come
// before it.
http::ResponseParser::Result next_answer(http::ResponseParser& parser,
                                         const std::string& method) {
  auto next = parser.next(method);
  while (const auto* response = std::get_if<http::Response>(&next)) {
    if (response->status == 101)
      return http::Refusal{101, "101, and no Upgrade was asked for"};
    if (!http::is_interim(*response)) break;
    say(std::to_string(response->status) + " " + response->reason +
        ": the answer is still to come");
    next = parser.next(method);
  }
  return next;
}

struct Answer {
  http::Response response;
  bool kept;  // the connection may be used for another request
};

// Nothing if the connection ended, or was reset, before the answer began: the
// server may have closed it at the moment when we sent.
std::optional<Answer> exchange(const Fd& fd, const http::Request& request,
                               Count& count) {
  if (!is_quiet(fd)) return std::nullopt;
  const std::string bytes = http::to_bytes(request);
  if (CALL(::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)) == -1)
    return std::nullopt;
  count.sent += bytes.size();
  http::ResponseParser parser;
  while (true) {
    std::array<char, 16384> buffer{};
    const ssize_t n = CALL(::recv(fd.get(), buffer.data(), buffer.size(), 0));
    if (n == -1 && !parser.in_the_middle()) return std::nullopt;
    must(n, "recv(fd, buffer, size, 0)");
    if (n == 0) parser.end();
    count.received += static_cast<std::size_t>(n);
    parser.add({buffer.data(), static_cast<std::size_t>(n)});
    auto next = next_answer(parser, request.method);
    if (const auto* refusal = std::get_if<http::Refusal>(&next))
      throw std::runtime_error{"the server's answer: " + refusal->reason};
    if (std::holds_alternative<http::CutShort>(next))
      throw std::runtime_error{"the connection ended within the answer"};
    if (auto* response = std::get_if<http::Response>(&next)) {
      if (parser.in_the_middle())
        say("behind the answer comes what none asked");
      // RFC 9112, 9.6: no request follows a "close", whoever has said it.
      const bool kept = !parser.in_the_middle() && http::stays_open(request) &&
                        http::stays_open(*response, request.method);
      return Answer{std::move(*response), kept};
    }
    if (n == 0) return std::nullopt;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "http_client [--host H] [--port P] [--path TEXT] [--requests N] "
      "[--fresh] [--close] [--http10]\n"
      "Sends N (1) GET requests for TEXT (/), and counts what they cost.\n"
      "--fresh     a new connection for each request\n"
      "--close     says \"Connection: close\" with each request\n"
      "--http10    speaks HTTP/1.0");
  const Address server = resolve(options.host, options.port);
  http::Request request{"GET",
                        options.text("--path", "/"),
                        options.has("--http10") ? 0 : 1,
                        {{"Host", http::authority(options.host, options.port)}},
                        ""};
  if (options.has("--close"))
    request.headers.push_back({"Connection", "close"});

  using Clock = std::chrono::steady_clock;
  Count count;
  Fd fd;
  const int requests = options.number("--requests", 1);
  for (int i = 0; i < requests; ++i) {
    const bool reused = static_cast<bool>(fd);
    const Clock::time_point start = Clock::now();
    if (!fd) fd = connect_to(server, count);
    auto answer = exchange(fd, request, count);
    if (!answer && reused) {
      // GET is idempotent: to ask twice does no harm. Once, and no more: a
      // server that ends a fresh connection has another reason.
      say("the kept connection is of no use: again, on a new one");
      fd = connect_to(server, count);
      answer = exchange(fd, request, count);
    }
    count.took += Clock::now() - start;
    if (!answer) throw std::runtime_error{"the server ended without an answer"};
    const http::Response& response = answer->response;
    say(std::to_string(response.status) + " " + response.reason + ", " +
        std::to_string(response.body.size()) + " bytes");
    step("answered");

    // After "close" each side must close. Who is first, is a race.
    if (!answer->kept || options.has("--fresh"))
      must(CALL(::close(fd.release())));
  }
  if (fd) must(CALL(::close(fd.release())));

  const auto microseconds =
      std::chrono::ceil<std::chrono::microseconds>(count.took).count();
  say("requests " + std::to_string(requests) + ", connections " +
      std::to_string(count.connections) + ", bytes sent " +
      std::to_string(count.sent) + ", received " +
      std::to_string(count.received) + ", microseconds " +
      std::to_string(microseconds));
  step("done");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
