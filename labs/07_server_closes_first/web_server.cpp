// web_server: a server that closes first, in two of its three routes.
//
// Watch:  /                the connection is kept, until the client ends it or
//                          has been quiet for long
//         /socket-close    FIN at once behind the answer: shutdown(SHUT_WR)
//         /socket-destroy  1.5 quiet seconds behind the answer, then close()
// Read:   RFC 9112, sections 9.5 "Failures and Timeouts" and 9.6 "Tear-down".
// Run:    labs/07_server_closes_first/run.sh socket_close

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <string>
#include <variant>

#include "common/http/persistence.h"
#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

constexpr int milliseconds_before_destroy = 1500;
constexpr int most_drained = 100;  // calls of recv()
constexpr timeval longest_pause{.tv_sec = 2, .tv_usec = 0};

// What the server does with the connection behind an answer.
enum class Then { keep, half_close, destroy };

struct Answer {
  std::string bytes;
  Then then;
};

Answer answer(const http::Request& request) {
  http::Response response{.body = "bye\n"};
  Then then = Then::keep;
  if (request.target == "/socket-destroy") then = Then::destroy;
  // RFC 9112, 9.6: the client's "close" obliges the server to close first.
  if (request.target == "/socket-close" || !http::stays_open(request)) {
    then = Then::half_close;
    // Whoever closes says so: else the client may choose this very moment to
    // send its next request.
    response.headers.push_back({"Connection", "close"});
  }
  return {request.method == "HEAD" ? http::head_to_bytes(response)
                                   : http::to_bytes(response),
          then};
}

Answer refuse(const http::Refusal& refusal) {
  return {http::to_bytes({.status = refusal.status,
                          .reason = http::reason_phrase(refusal.status),
                          .headers = {{"Connection", "close"}},
                          .body = refusal.reason + "\n"}),
          Then::half_close};
}

// The lingering close of lab 06, up to its close().
void end_and_drain(const Fd& peer) {
  if (CALL(::shutdown(peer.get(), SHUT_WR)) == -1) return;  // reset already
  must(CALL(::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &longest_pause,
                         sizeof longest_pause)));
  std::array<char, 4096> buffer{};
  for (int i = 0; i < most_drained; ++i)
    if (CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)) <= 0) return;
}

// Answers until one of both has had enough. The caller closes.
void serve(const Fd& peer, int patience) {
  http::RequestParser parser;
  while (true) {
    pollfd watched{.fd = peer.get(), .events = POLLIN, .revents = 0};
    if (must(CALL(::poll(&watched, 1, patience))) == 0) return;
    std::array<char, 4096> buffer{};
    const ssize_t n = CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0));
    if (n <= 0) return;
    parser.add({buffer.data(), static_cast<std::size_t>(n)});

    auto next = parser.next();
    for (; !std::holds_alternative<http::NeedsMore>(next);
         next = parser.next()) {
      const auto* request = std::get_if<http::Request>(&next);
      const Answer reply = request != nullptr
                               ? answer(*request)
                               : refuse(std::get<http::Refusal>(next));
      if (CALL(::send(peer.get(), reply.bytes.data(), reply.bytes.size(),
                      MSG_NOSIGNAL)) == -1)
        return;
      step("answered");
      if (reply.then == Then::half_close) return end_and_drain(peer);
      if (reply.then == Then::destroy) patience = milliseconds_before_destroy;
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "web_server [--host H] [--port P] [--idle N]\n"
            "Serves /, /socket-close and /socket-destroy, one client at a "
            "time.\n"
            "--idle N    closes a connection after N quiet seconds (5)");
  const Address address = resolve(options.host, options.port);
  const int patience = options.number("--idle", 5) * 1000;

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  step("listening");

  while (true) {
    Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    serve(peer, patience);
    must(CALL(::close(peer.release())));
  }
} catch (const std::exception& error) {
  return report(error);
}
