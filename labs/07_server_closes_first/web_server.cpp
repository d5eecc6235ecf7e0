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
constexpr timeval longest_drain{.tv_sec = 2, .tv_usec = 0};

// What it does with a connection behind an answer.
enum class Then { keep, half_close, destroy };

Then plan(const http::Request& request) {
  // RFC 9112, 9.6: the client's "close" obliges the server to close first.
  if (!http::stays_open(request) || request.target == "/socket-close")
    return Then::half_close;
  return request.target == "/socket-destroy" ? Then::destroy : Then::keep;
}

bool send_answer(const Fd& peer, http::Response response, Then then,
                 bool head_only) {
  // Whoever closes says so: else a client may choose this very moment to send
  // its next request.
  if (then == Then::half_close)
    response.headers.push_back({"Connection", "close"});
  const std::string bytes =
      head_only ? http::head_to_bytes(response) : http::to_bytes(response);
  return CALL(::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)) !=
         -1;
}

// The lingering close of lab 06, up to its close().
void end_and_drain(const Fd& peer) {
  if (CALL(::shutdown(peer.get(), SHUT_WR)) == -1) return;  // reset already
  must(CALL(::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &longest_drain,
                         sizeof longest_drain)));
  std::array<char, 4096> buffer{};
  while (CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)) > 0) {
  }
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
      const auto* refusal = std::get_if<http::Refusal>(&next);
      const Then then = request != nullptr ? plan(*request) : Then::half_close;
      const int status = refusal != nullptr ? refusal->status : 200;
      if (!send_answer(peer,
                       {.status = status,
                        .reason = http::reason_phrase(status),
                        .body = "bye\n"},
                       then, request != nullptr && request->method == "HEAD"))
        return;
      step("answered");
      if (then == Then::half_close) return end_and_drain(peer);
      if (then == Then::destroy) patience = milliseconds_before_destroy;
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
