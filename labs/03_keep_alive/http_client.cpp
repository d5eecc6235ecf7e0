// http_client: N requests over one connection, or over one connection each.
//
// Watch:  the handshakes that a kept connection saves; and the race that it
//         brings: the server may close it while a request is on its way.
// Read:   RFC 9112, sections 9.2 "Associating a Response to a Request", 9.3
//         "Persistence" and 9.3.1 "Retrying Requests".
// Run:    labs/03_keep_alive/run.sh persistent
//
// How a request meets a connection that the server has closed: exchange.h.

#include <sys/socket.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/03_keep_alive/exchange.h"

namespace {

struct Count {
  int connections = 0;
  Traffic traffic{};
  std::chrono::duration<double, std::milli> took{};
};

Fd connect_to(const Address& server, Count& count) {
  Fd fd{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(fd.get(), server.get(), server.size())));
  ++count.connections;
  return fd;
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
    auto answer = exchange(fd, request, count.traffic);
    if (!answer && reused) {
      // GET is idempotent: to ask twice does no harm. Once, and no more: a
      // server that ends a fresh connection has another reason.
      say("the kept connection is of no use: again, on a new one");
      fd = connect_to(server, count);
      answer = exchange(fd, request, count.traffic);
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
      std::to_string(count.traffic.sent) + ", received " +
      std::to_string(count.traffic.received) + ", microseconds " +
      std::to_string(microseconds));
  step("done");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
