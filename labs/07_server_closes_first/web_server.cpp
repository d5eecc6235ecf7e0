// web_server: a server that closes first, in two of its three routes.
//
// Watch:  /                the connection is kept, until the client ends it or
//                          has been quiet for long
//         /socket-close    FIN at once behind the answer: shutdown(SHUT_WR)
//         /socket-destroy  1.5 quiet seconds behind the answer, then close()
// Read:   RFC 9112, sections 9.5 "Failures and Timeouts" and 9.6 "Tear-down".
// Run:    labs/07_server_closes_first/run.sh socket_close
//
// What it answers, and what it does then: routes.h. The rest is one loop, and
// long: a client may be slow, or ask twice at once, and each answer may end it.

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <string>
#include <variant>

#include "common/http/request_parser.h"
#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/07_server_closes_first/routes.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds before_destroy{1500};
constexpr int most_drained = 100;  // calls of recv()
constexpr timeval longest_pause{.tv_sec = 2, .tv_usec = 0};

// The lingering close of lab 06, up to its close().
void end_and_drain(const Fd& peer) {
  if (CALL(::shutdown(peer.get(), SHUT_WR)) == -1) return;  // reset already
  must(CALL(::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &longest_pause,
                         sizeof longest_pause)));
  std::array<char, 4096> buffer{};
  for (int i = 0; i < most_drained; ++i)
    if (CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0)) <= 0) return;
}

// For poll(), which takes no more than INT_MAX.
int milliseconds_until(Clock::time_point time) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now());
  return static_cast<int>(std::clamp(left.count(), 0L, long{INT_MAX}));
}

// Sends an answer; returns whether the connection goes on.
bool reply(const Fd& peer, const Answer& answer) {
  if (CALL(::send(peer.get(), answer.bytes.data(), answer.bytes.size(),
                  MSG_NOSIGNAL)) == -1)
    return false;
  step("answered");
  if (answer.then == Then::half_close) end_and_drain(peer);
  return answer.then != Then::half_close;
}

// Answers until one of both has had enough. The caller closes. A request has
// `patience` from its first byte on, be it of an empty line before it.
void serve(const Fd& peer, std::chrono::milliseconds patience) {
  http::RequestParser parser;
  bool begun = false;
  auto until = Clock::now() + patience;
  while (true) {
    pollfd watched{.fd = peer.get(), .events = POLLIN, .revents = 0};
    if (must(CALL(::poll(&watched, 1, milliseconds_until(until)))) == 0) {
      if (parser.in_the_middle())
        reply(peer, refuse(408, "the request did not arrive in time",
                           parser.wants_head_alone()));
      return;
    }
    std::array<char, 4096> buffer{};
    const ssize_t n = CALL(::recv(peer.get(), buffer.data(), buffer.size(), 0));
    if (n <= 0) return;
    if (!begun) until = Clock::now() + patience;
    begun = true;
    parser.add({buffer.data(), static_cast<std::size_t>(n)});

    auto next = parser.next();
    for (; !std::holds_alternative<http::NeedsMore>(next);
         next = parser.next()) {
      Answer what;
      if (const auto* refusal = std::get_if<http::Refusal>(&next))
        what =
            refuse(refusal->status, refusal->reason, parser.wants_head_alone());
      else
        what = answer(std::get<http::Request>(next));
      if (!reply(peer, what)) return;
      if (what.then == Then::destroy) patience = before_destroy;
      begun = parser.in_the_middle();
      until = Clock::now() + patience;
    }
    // The body does not come before the client has this. RFC 9110, 10.1.1.
    if (parser.awaits_continue() &&
        !reply(peer, {"HTTP/1.1 100 Continue\r\n\r\n", Then::keep}))
      return;
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
  const std::chrono::seconds patience{options.number("--idle", 5)};

  const Fd listener = listen_on(address);
  step("listening");

  while (true) {
    Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    serve(peer, patience);
    must(CALL(::close(peer.release())));
  }
} catch (const std::exception& error) {
  return report(error);
}
