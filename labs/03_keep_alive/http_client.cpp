// http_client: N requests over one connection, or over one connection each.
//
// Watch:  the handshakes that a kept connection saves; and the race that it
//         brings: the server may close it while a request is on its way.
// Read:   RFC 9112, sections 9.3 "Persistence" and 9.3.1 "Retrying Requests".
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

// Nothing if the connection ended, or was reset, before the answer began: the
// server may have closed it at the moment when we sent.
std::optional<http::Response> exchange(const Fd& fd,
                                       const http::Request& request,
                                       Count& count) {
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
    auto next = parser.next(request.method);
    if (const auto* refusal = std::get_if<http::Refusal>(&next))
      throw std::runtime_error{"the server's answer: " + refusal->reason};
    if (std::holds_alternative<http::CutShort>(next))
      throw std::runtime_error{"the connection ended within the answer"};
    if (auto* response = std::get_if<http::Response>(&next))
      return std::move(*response);
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
    auto response = exchange(fd, request, count);
    if (!response && reused) {
      // GET is idempotent: to ask twice does no harm. Once, and no more: a
      // server that ends a fresh connection has another reason.
      say("the kept connection had ended: again, on a new one");
      fd = connect_to(server, count);
      response = exchange(fd, request, count);
    }
    count.took += Clock::now() - start;
    if (!response)
      throw std::runtime_error{"the server ended without an answer"};
    say(std::to_string(response->status) + " " + response->reason + ", " +
        std::to_string(response->body.size()) + " bytes");
    step("answered");

    if (!http::stays_open(*response, request.method)) {
      // The server closes first: its FIN is on its way.
      char nothing = 0;
      CALL(::recv(fd.get(), &nothing, 1, 0));
      step("server ended");
      must(CALL(::close(fd.release())));
    } else if (options.has("--fresh")) {
      must(CALL(::close(fd.release())));
    }
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
