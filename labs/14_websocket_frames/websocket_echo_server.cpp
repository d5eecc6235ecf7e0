// websocket_echo_server: sends back each message of thousands of WebSockets, in
// one thread.
//
// Watch:  an idle client costs a few words and no buffer: one for input and one
//         for output serve all. What one recv() brings, one send answers.
// Read:   epoll(7); RFC 6455, section 7.1.1 "Close the WebSocket Connection".
// Run:    scripts/bench_echo.sh
//
// Calls for a message are not said: that would cost more than they do.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/opening.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr Clock::time_point never = Clock::time_point::max();

// From this size on, to copy a payload costs more than a second piece to send.
constexpr std::size_t large = 16 * 1024;

struct Unsent {
  websocket::Output bytes{};
  std::size_t sent = 0;
};

enum class Stage : std::uint8_t { opening, open, refused };

struct Client {
  Fd fd;
  Stage stage = Stage::opening;
  bool half_closed = false;  // our FIN is sent
  bool gone = false;
  Clock::time_point deadline = never;
  std::unique_ptr<websocket::ServerOpening> opening{};  // of half a request
  std::unique_ptr<Unsent> unsent{};  // while it does not read; nor do we then
  websocket::Connection websocket{websocket::Role::server};
};

class Server {
 public:
  Server(const Fd& listener, std::chrono::seconds patience)
      : listener_{listener}, patience_{patience} {
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
  }

  void run() {
    std::array<epoll_event, 256> events{};
    Clock::time_point next_look = now_;
    while (true) {
      const int count =
          ::epoll_wait(epoll_.get(), events.data(), events.size(), 1000);
      now_ = Clock::now();
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener_.get()) {
          accept_clients();
        } else {
          serve(*clients_[static_cast<std::size_t>(fd)]);
        }
      }
      if (now_ < next_look) continue;
      next_look = now_ + std::chrono::seconds{1};
      for (const auto& client : clients_)
        if (client && client->deadline < now_) drop(*client);
    }
  }

 private:
  void watch(int operation, const Fd& fd, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = fd.get()}};
    must(::epoll_ctl(epoll_.get(), operation, fd.get(), &event),
         "epoll_ctl(epoll, operation, fd, &event)");
  }

  // All that wait: the last one shall not wait for as many turns as there are
  // newcomers.
  void accept_clients() {
    while (Fd fd{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK)}) {
      // Else a second small answer would wait for the ACK of the first (Nagle's
      // algorithm).
      const int on = 1;
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      watch(EPOLL_CTL_ADD, fd, EPOLLIN);
      const auto place = static_cast<std::size_t>(fd.get());
      if (clients_.size() <= place) clients_.resize(place + 1);
      clients_[place] = std::make_unique<Client>(Client{.fd = std::move(fd)});
      set_deadline(*clients_[place]);
    }
    full_ = errno == EMFILE || errno == ENFILE;
    if (full_) watch(EPOLL_CTL_MOD, listener_, 0);
  }

  void drop(Client& c) {
    clients_[static_cast<std::size_t>(c.fd.get())].reset();
    if (std::exchange(full_, false)) watch(EPOLL_CTL_MOD, listener_, EPOLLIN);
  }

  void serve(Client& c) {
    if (!c.unsent) receive(c);
    if (!c.gone) send_some(c);
    if (!c.gone) end_our_side(c);
    if (c.gone) return drop(c);
    set_deadline(c);
  }

  void set_deadline(Client& c) const {
    const bool owes_nothing =
        c.stage == Stage::open && c.websocket.is_open() && !c.unsent;
    if (owes_nothing) {
      c.deadline = never;
    } else if (c.deadline == never) {
      c.deadline = now_ + patience_;
    }
  }

  void receive(Client& c) {
    const ssize_t n = ::recv(c.fd.get(), input_.data(), input_.size(), 0);
    c.gone = n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR);
    if (n <= 0) return;
    const auto input = std::span{input_}.first(static_cast<std::size_t>(n));
    if (c.stage == Stage::opening) {
      open(c, input);
    } else if (c.stage == Stage::open) {
      echo(c, input);
    }
  }

  void open(Client& c, websocket::Bytes input) {
    if (!c.opening) c.opening = std::make_unique<websocket::ServerOpening>();
    auto result = c.opening->read(input, output_.bytes);
    if (std::holds_alternative<websocket::NeedsMore>(result)) return;
    c.opening.reset();
    auto* opened = std::get_if<websocket::Opened>(&result);
    c.stage = opened != nullptr ? Stage::open : Stage::refused;
    // The first frames may have come together with the request.
    if (opened != nullptr)
      echo(c, std::as_writable_bytes(std::span{opened->rest}));
  }

  void echo(Client& c, std::span<std::byte> input) {
    while (true) {
      const auto event = c.websocket.next(input, output_.bytes);
      if (std::holds_alternative<websocket::NeedsMore>(event)) return;
      const auto* message = std::get_if<websocket::Message>(&event);
      if (message == nullptr) continue;
      const auto& [kind, payload] = *message;
      if (payload.size() >= large && input.empty()) {
        c.websocket.send_header(kind, payload.size(), output_.bytes);
        send_some(c, payload);  // from where it lies
      } else {
        c.websocket.send(kind, payload, output_.bytes);
      }
    }
  }

  // Sends the output, and `payload` behind it. What the client does not take
  // at once waits until it has read.
  void send_some(Client& c, websocket::Bytes payload = {}) {
    Unsent& unsent = c.unsent ? *c.unsent : output_;
    const auto bytes = std::span{unsent.bytes}.subspan(unsent.sent);
    if (bytes.empty()) return;
    std::array<iovec, 2> pieces{
        {{bytes.data(), bytes.size()},
         {const_cast<std::byte*>(payload.data()), payload.size()}}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const ssize_t n = ::sendmsg(c.fd.get(), &message, MSG_NOSIGNAL);
    c.gone = n == -1 && errno != EAGAIN && errno != EINTR;
    if (n > 0) {
      unsent.sent += static_cast<std::size_t>(n);
      c.deadline = never;  // it reads: its time begins anew
    }
    const bool all = unsent.sent == unsent.bytes.size() + payload.size();
    if (!all && !c.unsent) {
      websocket::append(output_.bytes, payload);
      c.unsent = std::make_unique<Unsent>(std::exchange(output_, {}));
      watch(EPOLL_CTL_MOD, c.fd, EPOLLOUT);
    } else if (all && c.unsent) {
      c.unsent.reset();
      watch(EPOLL_CTL_MOD, c.fd, EPOLLIN);
    }
    output_.bytes.clear();
    output_.sent = 0;
  }

  // Not close(): with input unread that would send RST, which can destroy what
  // we have sent (lab 06). That comes when the client has ended its side.
  void end_our_side(Client& c) {
    const bool ends = c.stage == Stage::refused || c.websocket.ends_tcp();
    if (!ends || c.unsent || c.half_closed) return;
    ::shutdown(c.fd.get(), SHUT_WR);
    c.half_closed = true;
  }

  const Fd& listener_;
  std::chrono::seconds patience_;
  bool full_ = false;  // no descriptor is left: newcomers must wait
  Fd epoll_{must(CALL(::epoll_create1(0)))};
  Clock::time_point now_ = Clock::now();
  std::vector<std::unique_ptr<Client>> clients_{};  // by their descriptors
  std::vector<std::byte> input_ = std::vector<std::byte>(256 * 1024);
  Unsent output_{};
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "websocket_echo_server [--host H] [--port P] [--patience N]\n"
            "Sends back each message of each WebSocket.\n"
            "--patience N    seconds for what a client owes: its request, to\n"
            "                read, its part of the end (10)");
  const Address address = resolve(options.host, options.port);

  // As many descriptors as the system allows: most shells say 1024.
  rlimit limit{};
  must(CALL(::getrlimit(RLIMIT_NOFILE, &limit)));
  limit.rlim_cur = limit.rlim_max;
  must(CALL(::setrlimit(RLIMIT_NOFILE, &limit)));

  const Fd listener{
      must(CALL(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK, 0)))};
  const int on = 1;
  must(CALL(
      ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)));
  must(CALL(::bind(listener.get(), address.get(), address.size())));
  must(CALL(::listen(listener.get(), SOMAXCONN)));
  say("listens on " + local_address(listener.get()).to_string());
  step("listening");
  Server{listener, std::chrono::seconds{options.number("--patience", 10)}}
      .run();
} catch (const std::exception& error) {
  return report(error);
}
