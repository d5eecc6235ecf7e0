// http_server: HTTP/1.1 for many connections at once, in one process.
//
// Watch:  a connection stays for the next request, unless one side has said
//         "close": then the server closes it, and owns TIME-WAIT.
// Read:   poll(2); RFC 9112, section 9 "Connection Management".
// Run:    labs/03_keep_alive/run.sh persistent
//
// GET and HEAD are greeted, POST gets its body back, /close ends the
// connection. How bytes become requests stands in common/http.

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <list>
#include <string>
#include <variant>
#include <vector>

#include "common/http/persistence.h"
#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t most_unsent = 64 * 1024;

struct Connection {
  Fd fd;
  http::RequestParser parser{};
  std::string unsent{};
  bool continued = false;    // "100 Continue" has been said
  bool ended = false;        // the client's FIN has come
  bool last_answer = false;  // no request after this one is read
  bool half_closed = false;  // our FIN is sent: what still comes is dropped
  bool dead = false;
  Clock::time_point since = Clock::now();  // when its timeout began
};

void refuse(Connection& c, int status, const std::string& reason) {
  say("refuses: " + reason);
  c.unsent += http::to_bytes({.status = status,
                              .reason = http::reason_phrase(status),
                              .headers = {{"Connection", "close"}},
                              .body = reason + "\n"});
  c.last_answer = true;
}

http::Response answer(const http::Request& request) {
  const std::string& method = request.method;
  if (method == "POST") return {.body = request.body};
  if (method == "GET" || method == "HEAD")
    return {.headers = {{"Content-Type", "text/plain"}},
            .body = "hello " + request.target + "\n"};
  return {.status = 501,
          .reason = http::reason_phrase(501),
          .body = "GET, HEAD or POST\n"};
}

// Answers the requests that have arrived, in their order. Returns whether there
// may be more of them: it stops while too many answers are unsent.
bool answer_all(Connection& c) {
  while (!c.last_answer) {
    if (c.unsent.size() >= most_unsent) return true;
    auto next = c.parser.next();
    if (const auto* refusal = std::get_if<http::Refusal>(&next)) {
      refuse(c, refusal->status, refusal->reason);
    } else if (const auto* request = std::get_if<http::Request>(&next)) {
      say(request->method + " " + request->target);
      http::Response response = answer(*request);
      // RFC 9112, 9.6: "close", from whichever side, obliges this server to
      // close behind the answer.
      c.last_answer =
          !http::stays_open(*request) || request->target == "/close";
      response.headers.push_back(
          {"Connection", c.last_answer ? "close" : "keep-alive"});
      c.unsent += request->method == "HEAD" ? http::head_to_bytes(response)
                                            : http::to_bytes(response);
      c.continued = false;
      c.since = Clock::now();
    } else {
      if (c.parser.awaits_continue() && !c.continued) {
        c.unsent += "HTTP/1.1 100 Continue\r\n\r\n";
        c.continued = true;
      }
      c.last_answer = c.ended;
      return false;
    }
  }
  return false;
}

void receive(Connection& c) {
  std::array<char, 16384> buffer{};
  const ssize_t n =
      CALL(::recv(c.fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT));
  if (n == -1) c.dead = errno != EAGAIN && errno != EINTR;
  if (n == 0) c.ended = true;  // it may still read its answers
  if (n <= 0 || c.half_closed) return;
  // A request has its time from its first byte, however slowly it drips in.
  if (!c.parser.in_the_middle()) c.since = Clock::now();
  c.parser.add({buffer.data(), static_cast<std::size_t>(n)});
}

void send_some(Connection& c) {
  const ssize_t n = CALL(::send(c.fd.get(), c.unsent.data(), c.unsent.size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL));
  if (n == -1) c.dead = errno != EAGAIN && errno != EINTR;
  if (n <= 0) return;
  c.since = Clock::now();
  c.unsent.erase(0, static_cast<std::size_t>(n));
}

// The lingering close. close() with unread bytes would send RST, and RST can
// destroy the answer on its way: so FIN first, and close() when the client has
// ended too, or after two seconds.
void half_close(Connection& c) {
  if (CALL(::shutdown(c.fd.get(), SHUT_WR)) == -1) c.dead = true;
  c.half_closed = true;
  c.since = Clock::now();
}

void time_out(Connection& c) {
  c.since = Clock::now();
  if (c.parser.in_the_middle() && c.unsent.empty() && !c.last_answer)
    return refuse(c, 408, "the request did not arrive in time");
  say(c.half_closed ? "has lingered enough" : "closes an idle connection");
  c.dead = true;
}

// One turn of a connection for which poll() has seen `happened`.
void serve(Connection& c, short happened, Clock::duration limit) {
  if (Clock::now() - c.since >= limit) time_out(c);
  if ((happened & (POLLIN | POLLHUP | POLLERR)) != 0) receive(c);
  for (bool more = true; more && !c.dead;) {
    more = answer_all(c);
    if (!c.unsent.empty()) send_some(c);
    more = more && c.unsent.empty();
  }
  if (!c.dead && c.last_answer && c.unsent.empty() && !c.half_closed)
    half_close(c);
  if (c.half_closed && c.ended) c.dead = true;
  if (c.dead) CALL(::close(c.fd.release()));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "http_server [--host H] [--port P] [--idle N]\n"
            "Answers HTTP/1.1 requests.\n"
            "--idle N    closes a connection after N quiet seconds (5)");
  const Address address = resolve(options.host, options.port);
  const std::chrono::seconds idle_time{options.number("--idle", 5)};

  const Fd listener{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  std::list<Connection> connections;
  bool full = false;  // no descriptor was left for another connection
  while (true) {
    std::vector<pollfd> watched;
    watched.push_back({listener.get(), full ? short{0} : short{POLLIN}, 0});
    auto wake = Clock::time_point::max();
    for (const Connection& c : connections) {
      const bool reads = !c.ended && c.unsent.size() < most_unsent &&
                         (c.half_closed || !c.last_answer);
      const int events =
          (reads ? POLLIN : 0) | (c.unsent.empty() ? 0 : POLLOUT);
      watched.push_back({c.fd.get(), static_cast<short>(events), 0});
      wake =
          std::min(wake, c.since + (c.half_closed ? linger_time : idle_time));
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(wake - Clock::now());
    const int timeout =
        connections.empty() ? -1 : static_cast<int>(std::max(0L, left.count()));
    CALL(::poll(watched.data(), watched.size(), timeout));

    const pollfd* event = watched.data();
    for (Connection& c : connections)
      serve(c, (++event)->revents, c.half_closed ? linger_time : idle_time);
    if (connections.remove_if([](const Connection& c) { return c.dead; }) > 0)
      full = false;

    if (watched[0].revents & POLLIN) {
      const int fd = CALL(::accept(listener.get(), nullptr, nullptr));
      if (fd == -1) full = errno == EMFILE || errno == ENFILE;
      if (fd != -1) connections.push_back({.fd = Fd{fd}});
    }
  }
} catch (const std::exception& error) {
  return report(error);
}
