// chat_server: what one client says, all clients hear: terminals and browsers,
// in one thread.
//
// Watch:  what a client has not read waits in a queue of its own. When that is
//         full the client is dropped; the others notice nothing of it.
// Read:   epoll(7), signalfd(2); RFC 6455, section 7.4.1 "Defined Status Codes".
// Run:    labs/14_websocket_frames/run.sh chat
//
// A browser finds the page of the chat on the same port. What the clients say
// to each other stands in chat_room.h; this is about their sockets.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "labs/14_websocket_frames/chat_room.h"

namespace {

using chat::Stage;
using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr seconds farewell{2};  // for all clients together, after Ctrl-C

struct Client {
  Fd fd;
  Clock::time_point deadline;    // for its request, a sign of life, its Close
  Stage stage = Stage::opening;  // for which the deadline is
  bool pinged = false;           // and has sent nothing since
  bool half_closed = false;      // our FIN is sent
  std::uint32_t events = 0;      // that we wait for
  chat::Member member{};
};

class Server {
 public:
  Server(Fd listener, Fd signals, const Options& options)
      : listener_{std::move(listener)},
        signals_{std::move(signals)},
        queue_{static_cast<std::size_t>(options.number("--queue", 65536))},
        heartbeat_{options.number("--heartbeat", 20)},
        patience_{options.number("--patience", 10)} {
    watch(EPOLL_CTL_ADD, signals_, EPOLLIN, &signals_);
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN, &listener_);
  }

  // Until Ctrl-C.
  void run() {
    while (listener_ || (!clients_.empty() && now_ < end_)) turn();
  }

 private:
  // `whose`: what epoll_wait() gives back.
  void watch(int operation, const Fd& fd, std::uint32_t events, void* whose) {
    epoll_event event{.events = events, .data = {.ptr = whose}};
    must(::epoll_ctl(epoll_.get(), operation, fd.get(), &event),
         "epoll_ctl(epoll, operation, fd, &event)");
  }

  void turn() {
    // A second is near enough for the deadlines.
    std::array<epoll_event, 256> events{};
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), events.size(), 1000);
    now_ = Clock::now();
    bool told_to_end = false;
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.ptr == &listener_) {
        accept_clients();
      } else if (event.data.ptr == &signals_) {
        told_to_end = true;
      } else {
        Client& c = *static_cast<Client*>(event.data.ptr);
        if (event.events != EPOLLOUT) receive(c);
        if (c.fd) serve(c);
      }
    }
    if (now_ >= next_look_) look_at_deadlines();
    if (std::exchange(lost_, false)) forget_lost();
    if (told_to_end) say_goodbye();
  }

  // All that wait: with one in each turn, the last of many newcomers would wait
  // for as many turns.
  void accept_clients() {
    while (Fd fd{
        CALL(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK))}) {
      Client& c = clients_.emplace_back(
          Client{.fd = std::move(fd), .deadline = now_ + patience_});
      watch(EPOLL_CTL_ADD, c.fd, c.events = EPOLLIN, &c);
    }
    full_ = errno == EMFILE || errno == ENFILE;
    if (full_) watch(EPOLL_CTL_MOD, listener_, 0, &listener_);
  }

  void receive(Client& c) {
    const ssize_t n = ::recv(c.fd.get(), input_.data(), input_.size(), 0);
    if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR)) lose(c);
    if (n > 0) {
      c.pinged = false;
      if (c.stage == Stage::present) c.deadline = now_ + heartbeat_;
      room_.read(c.member,
                 std::span{input_}.first(static_cast<std::size_t>(n)));
    }
    serve_all_that_were_told();
  }

  // What one has said may be for all.
  void serve_all_that_were_told() {
    if (!room_.has_told_all()) return;
    for (Client& c : clients_)
      if (c.fd) serve(c);
  }

  void serve(Client& c) {
    send_some(c);
    // 1013, "try again later", would say that it is our fault.
    if (c.member.unsent.size() > queue_)
      room_.dismiss(c.member, websocket::close_code::policy_violation,
                    "you do not read");
    if (c.stage != c.member.stage) {
      c.stage = c.member.stage;
      c.deadline = now_ + (c.stage == Stage::present ? heartbeat_ : patience_);
    }
    end_our_side(c);
    // Pings are answered into the queue: a client that sends many must read, too.
    const std::size_t unsent = c.member.unsent.size();
    const std::uint32_t events =
        (unsent <= queue_ ? EPOLLIN : 0U) | (unsent > 0 ? EPOLLOUT : 0U);
    if (std::exchange(c.events, events) != events)
      watch(EPOLL_CTL_MOD, c.fd, events, &c);
  }

  void send_some(Client& c) {
    websocket::Output& unsent = c.member.unsent;
    if (unsent.empty()) return;
    const ssize_t n =
        ::send(c.fd.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (n > 0) unsent.erase(unsent.begin(), unsent.begin() + n);
    // If something else is wrong, recv() will tell.
    const bool lost = n == -1 && errno != EAGAIN && errno != EINTR;
    if (lost || unsent.empty()) unsent = websocket::Output{};  // frees it
  }

  // Both Closes are through, or the page is: FIN. close() waits for theirs: with
  // bytes unread it would send RST, and what they have not got yet would be lost
  // (lab 06).
  void end_our_side(Client& c) {
    const bool ends = c.stage == Stage::ending && c.member.unsent.empty() &&
                      c.member.websocket.ends_tcp();
    if (!ends || std::exchange(c.half_closed, true)) return;
    CALL(::shutdown(c.fd.get(), SHUT_WR));
  }

  void look_at_deadlines() {
    next_look_ = now_ + seconds{1};
    for (Client& c : clients_) {
      if (!c.fd || now_ < c.deadline) continue;
      time_out(c);
      if (c.fd) serve(c);
    }
    serve_all_that_were_told();
  }

  // Silence may mean that the client is gone, and TCP does not notice that while
  // it has nothing to send (lab 10): a Ping asks. All other deadlines are final.
  void time_out(Client& c) {
    if (c.stage != Stage::present || c.pinged) return lose(c);
    c.pinged = true;
    c.deadline = now_ + heartbeat_;
    c.member.websocket.ping({}, c.member.unsent);
  }

  void lose(Client& c) {
    room_.lose(c.member);
    CALL(::close(c.fd.release()));
    lost_ = true;
  }

  // Their descriptors are free.
  void forget_lost() {
    clients_.remove_if([](const Client& c) { return !c.fd; });
    if (std::exchange(full_, false) && listener_)
      watch(EPOLL_CTL_MOD, listener_, EPOLLIN, &listener_);
  }

  void say_goodbye() {
    signalfd_siginfo signal{};
    must(::read(signals_.get(), &signal, sizeof signal), "read(signals, ...)");
    end_ = now_ + farewell;
    must(CALL(::close(listener_.release())));
    clients_.remove_if(
        [](const Client& c) { return c.stage == Stage::opening; });
    room_.close();
    for (Client& c : clients_) serve(c);
  }

  Fd listener_;
  Fd signals_;
  std::size_t queue_;
  seconds heartbeat_;
  seconds patience_;
  Fd epoll_{must(CALL(::epoll_create1(0)))};
  bool full_ = false;  // no descriptor is left: newcomers must wait
  bool lost_ = false;  // a client is gone
  Clock::time_point now_ = Clock::now();
  Clock::time_point next_look_ = now_;
  Clock::time_point end_ = Clock::time_point::max();
  chat::Room room_{};
  std::list<Client> clients_{};
  std::array<std::byte, 4096> input_{};
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "chat_server [--host H] [--port P] [--queue N] [--heartbeat N] "
      "[--patience N]\n"
      "What one client says, all clients hear. Its page is at /.\n"
      "--queue N        bytes that may wait for a client that does not\n"
      "                 read: here, and about as many in its socket (65536)\n"
      "--heartbeat N    a Ping after so many quiet seconds; as many more\n"
      "                 without an answer end the connection (20)\n"
      "--patience N     seconds for a client's request, and for its part\n"
      "                 of the end (10)");
  const Address address = resolve(options.host, options.port);

  // As many descriptors as the system allows: most shells say 1024.
  rlimit limit{};
  must(CALL(::getrlimit(RLIMIT_NOFILE, &limit)));
  limit.rlim_cur = limit.rlim_max;
  must(CALL(::setrlimit(RLIMIT_NOFILE, &limit)));

  Fd listener{
      must(CALL(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  // Each connection inherits these two. Else a second small message would wait
  // for the ACK of the first (Nagle's algorithm); and the kernel would take megabytes for a
  // client that does not read, before we notice.
  must(CALL(
      ::setsockopt(listener.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)));
  const int queue = options.number("--queue", 65536);
  must(CALL(::setsockopt(listener.get(), SOL_SOCKET, SO_SNDBUF, &queue,
                         sizeof queue)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");

  // Ctrl-C becomes an event like the others.
  sigset_t set{};
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  must(CALL(::sigprocmask(SIG_BLOCK, &set, nullptr)));
  Fd signals{must(CALL(::signalfd(-1, &set, 0)))};
  Server{std::move(listener), std::move(signals), options}.run();
  step("closed");
} catch (const std::exception& error) {
  return report(error);
}
