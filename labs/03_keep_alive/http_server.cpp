// http_server: HTTP/1.1 for many connections at once, in one process.
//
// Watch:  a connection stays for the next request, unless one side has said
//         "close": then the server closes it too, and does not wait.
// Read:   epoll(7); RFC 9112, section 9 "Connection Management".
// Run:    labs/03_keep_alive/run.sh persistent
//
// GET and HEAD are greeted, POST gets its body back; /close ends the connection,
// /hints has an interim response: conversation.h. The rest is one idea, and long:
// an event loop, with the timeouts that it waits for.

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/03_keep_alive/conversation.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds linger_time{2};

struct Connection : Conversation {
  Fd fd{};
  unsigned watched = EPOLLIN;
  bool half_closed = false;  // our FIN is sent: what still comes is dropped
  bool dead = false;
  Clock::time_point since = Clock::now();  // when its timeout began
  Clock::time_point until{};               // when that ends
};

struct Server {
  Fd listener;
  Fd epoll;
  std::chrono::seconds idle_time;
  std::map<int, Connection> connections{};  // by descriptor
  std::set<std::pair<Clock::time_point, int>> timeouts{};
  bool full = false;  // no descriptor was left for another connection
  std::array<char, 16384> buffer{};  // of each recv(): clearing one costs time
};

void receive(Connection& c, std::span<char> buffer) {
  const ssize_t n =
      CALL(::recv(c.fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT));
  if (n == -1) c.dead = errno != EAGAIN && errno != EINTR;
  if (n == 0) c.ended = true;  // it may still read its answers
  if (n <= 0 || c.half_closed) return;
  // A request has its time from its first byte, however slowly it drips in; an
  // empty line before it counts.
  if (!std::exchange(c.begun, true)) c.since = Clock::now();
  c.parser.add({buffer.data(), static_cast<std::size_t>(n)});
}

void send_some(Connection& c) {
  // FIN follows the last answer at once: one segment carries both.
  const int more = c.last_answer ? MSG_MORE : 0;
  const ssize_t n = CALL(::send(c.fd.get(), c.unsent.data(), c.unsent.size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL | more));
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

// All that wait, until EAGAIN: epoll says only once that somebody has come.
void accept_all(Server& s) {
  while (true) {
    const int fd = CALL(::accept(s.listener.get(), nullptr, nullptr));
    s.full = fd == -1 && (errno == EMFILE || errno == ENFILE);
    if (fd == -1 && (s.full || errno == EAGAIN)) return;
    if (fd == -1) continue;  // that one has gone again: ECONNABORTED
    Connection& c = s.connections[fd];
    c.fd = Fd{fd};
    c.until = c.since + s.idle_time;
    s.timeouts.insert({c.until, fd});
    epoll_event event{.events = c.watched, .data = {.fd = fd}};
    must(CALL(::epoll_ctl(s.epoll.get(), EPOLL_CTL_ADD, fd, &event)));
  }
}

// Has epoll look for what this connection waits for.
void watch(const Server& s, Connection& c) {
  const bool reads = !c.ended && c.unsent.size() < most_unsent &&
                     (c.half_closed || !c.last_answer);
  const unsigned wanted =
      (reads ? EPOLLIN : 0U) | (c.unsent.empty() ? 0U : EPOLLOUT);
  if (wanted == std::exchange(c.watched, wanted)) return;
  epoll_event event{.events = wanted, .data = {.fd = c.fd.get()}};
  must(CALL(::epoll_ctl(s.epoll.get(), EPOLL_CTL_MOD, c.fd.get(), &event)));
}

// One turn of a connection for which epoll has seen `happened`.
void serve(Server& s, int fd, unsigned happened) {
  Connection& c = s.connections[fd];
  if ((happened & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive(c, s.buffer);
  for (bool more = true; more && !c.dead;) {
    more = answer_all(c);
    if (!c.unsent.empty()) send_some(c);
    more = more && c.unsent.empty();
  }
  if (!c.dead && c.last_answer && c.unsent.empty() && !c.half_closed)
    half_close(c);
  if (c.half_closed && c.ended) c.dead = true;

  s.timeouts.erase({c.until, fd});
  if (c.dead) {
    CALL(::close(c.fd.release()));
    s.connections.erase(fd);
    if (s.full) accept_all(s);
    return;
  }
  watch(s, c);
  c.until = c.since + (c.half_closed ? linger_time : s.idle_time);
  s.timeouts.insert({c.until, fd});
}

// In milliseconds, for epoll_wait(); -1 waits for ever.
int until_first(const Server& s) {
  if (s.timeouts.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      s.timeouts.begin()->first - Clock::now());
  return static_cast<int>(std::clamp(left.count(), 0L, long{INT_MAX}));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "http_server [--host H] [--port P] [--idle N]\n"
            "Answers HTTP/1.1 requests.\n"
            "--idle N    closes a connection after N quiet seconds (5)");
  const Address address = resolve(options.host, options.port);

  Fd listener{
      must(CALL(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  Server s{std::move(listener), Fd{must(CALL(::epoll_create1(0)))},
           std::chrono::seconds{options.number("--idle", 5)}};
  epoll_event event{.events = EPOLLIN | EPOLLET,
                    .data = {.fd = s.listener.get()}};
  must(CALL(
      ::epoll_ctl(s.epoll.get(), EPOLL_CTL_ADD, s.listener.get(), &event)));
  while (true) {
    std::array<epoll_event, 64> events{};
    const int count = CALL(::epoll_wait(s.epoll.get(), events.data(),
                                        events.size(), until_first(s)));
    const auto happened = static_cast<std::size_t>(std::max(count, 0));
    for (const epoll_event& each : std::span{events}.first(happened)) {
      if (each.data.fd == s.listener.get())
        accept_all(s);
      else
        serve(s, each.data.fd, each.events);
    }
    while (until_first(s) == 0) {
      const int fd = s.timeouts.begin()->second;
      time_out(s.connections[fd]);
      serve(s, fd, 0);
    }
  }
} catch (const std::exception& error) {
  return report(error);
}
