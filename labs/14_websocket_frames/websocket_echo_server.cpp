// websocket_echo_server: thousands of WebSockets in one thread; each message is
// sent back.
//
// Watch:  an idle client costs a few words and no buffer: one for input and one
//         for output serve all. What one recv() has brought is answered by one
//         send().
// Read:   epoll(7); RFC 6455, section 7.1.1 "Close the WebSocket Connection".
// Run:    scripts/bench_echo.sh
//
// The calls for each message are not said: that would cost more than they do.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/handshake.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr Clock::time_point never = Clock::time_point::max();

// For whatever a client owes us: its request, to read, its part of the end.
constexpr std::chrono::seconds patience{10};

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
  std::unique_ptr<http::RequestParser> request{};  // while it is incomplete
  std::unique_ptr<Unsent> unsent{};  // while it does not read; nor do we
  websocket::Connection websocket{websocket::Role::server};
};

class Server {
 public:
  explicit Server(int listener) : listener_{listener} {
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
  }
  void run();

 private:
  void watch(int operation, int fd, std::uint32_t events);
  void accept_client();
  void serve(Client& client);
  void receive(Client& client);
  void open(Client& client, std::span<std::byte> input);
  void echo(Client& client, std::span<std::byte> input);
  void send_some(Client& client);
  void end_our_side(Client& client);
  void drop(Client& client);

  Fd epoll_{must(CALL(::epoll_create1(0)))};
  int listener_;
  bool full_ = false;  // no descriptor is left: who comes now must wait
  Clock::time_point now_ = Clock::now();
  std::vector<std::unique_ptr<Client>> clients_{};  // by their descriptors
  std::vector<std::byte> input_ = std::vector<std::byte>(256 * 1024);
  Unsent output_{};
};

void Server::run() {
  std::array<epoll_event, 256> events{};
  Clock::time_point next_look = now_;
  while (true) {
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), events.size(), 1000);
    now_ = Clock::now();
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener_) {
        accept_client();
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

void Server::watch(int operation, int fd, std::uint32_t events) {
  epoll_event event{.events = events, .data = {.fd = fd}};
  must(::epoll_ctl(epoll_.get(), operation, fd, &event),
       "epoll_ctl(epoll, operation, fd, &event)");
}

void Server::accept_client() {
  Fd fd{::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)};
  if (!fd) {
    full_ = errno == EMFILE || errno == ENFILE;
    if (full_) watch(EPOLL_CTL_MOD, listener_, 0);
    return;
  }
  // Else a second small answer would wait for the ACK of the first (Nagle).
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(EPOLL_CTL_ADD, fd.get(), EPOLLIN);
  const auto place = static_cast<std::size_t>(fd.get());
  if (clients_.size() <= place) clients_.resize(place + 1);
  clients_[place] = std::make_unique<Client>(
      Client{.fd = std::move(fd), .deadline = now_ + patience});
}

void Server::serve(Client& c) {
  if (!c.unsent) receive(c);
  if (!c.gone) send_some(c);
  if (!c.gone) end_our_side(c);
  if (c.gone) return drop(c);

  const bool owes_nothing =
      c.stage == Stage::open && c.websocket.is_open() && !c.unsent;
  if (owes_nothing) {
    c.deadline = never;
  } else if (c.deadline == never) {
    c.deadline = now_ + patience;
  }
}

void Server::receive(Client& c) {
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

void Server::open(Client& c, std::span<std::byte> input) {
  if (!c.request) c.request = std::make_unique<http::RequestParser>();
  c.request->add(websocket::text_of(input));
  const auto result = c.request->next();
  if (std::holds_alternative<http::NeedsMore>(result)) return;

  const auto* no_http = std::get_if<http::Refusal>(&result);
  const websocket::Opening opening =
      no_http != nullptr
          ? *no_http
          : websocket::check_opening(std::get<http::Request>(result));
  const bool accepted = std::holds_alternative<websocket::Accepted>(opening);
  c.stage = accepted ? Stage::open : Stage::refused;
  websocket::append(output_.bytes, websocket::bytes_of(http::to_bytes(
                                       websocket::opening_response(opening))));
  // The first frames may have come together with the request.
  std::string rest = c.request->take_rest();
  c.request.reset();
  if (accepted) echo(c, std::as_writable_bytes(std::span{rest}));
}

void Server::echo(Client& c, std::span<std::byte> input) {
  while (true) {
    const auto event = c.websocket.next(input, output_.bytes);
    if (std::holds_alternative<websocket::NeedsMore>(event)) return;
    if (const auto* message = std::get_if<websocket::Message>(&event))
      c.websocket.send(message->kind, message->payload, output_.bytes);
  }
}

// What the client does not take at once waits until it has read something.
void Server::send_some(Client& c) {
  Unsent& unsent = c.unsent ? *c.unsent : output_;
  const std::size_t size = unsent.bytes.size() - unsent.sent;
  if (size == 0) return;
  const ssize_t n =
      ::send(c.fd.get(), unsent.bytes.data() + unsent.sent, size, MSG_NOSIGNAL);
  c.gone = n == -1 && errno != EAGAIN && errno != EINTR;
  if (n > 0) {
    unsent.sent += static_cast<std::size_t>(n);
    c.deadline = never;
  }
  const bool all = unsent.sent == unsent.bytes.size();
  if (!all && !c.unsent) {
    c.unsent = std::make_unique<Unsent>(std::exchange(output_, {}));
    watch(EPOLL_CTL_MOD, c.fd.get(), EPOLLOUT);
  } else if (all && c.unsent) {
    c.unsent.reset();
    watch(EPOLL_CTL_MOD, c.fd.get(), EPOLLIN);
  }
  output_.bytes.clear();
  output_.sent = 0;
}

// shutdown(), and close() when the client has ended too: with input unread
// close() would send RST, which can destroy what we have sent (lab 06).
void Server::end_our_side(Client& c) {
  const bool ends = c.stage == Stage::refused || c.websocket.ends_tcp();
  if (!ends || c.unsent || c.half_closed) return;
  ::shutdown(c.fd.get(), SHUT_WR);
  c.half_closed = true;
}

void Server::drop(Client& c) {
  clients_[static_cast<std::size_t>(c.fd.get())].reset();
  if (!std::exchange(full_, false)) return;
  watch(EPOLL_CTL_MOD, listener_, EPOLLIN);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv,
                                "websocket_echo_server [--host H] [--port P]\n"
                                "Sends back each message of each WebSocket.");
  const Address address = resolve(options.host, options.port);

  // As many descriptors as the system allows: most shells say 1024.
  rlimit limit{};
  must(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit(RLIMIT_NOFILE, &limit)");
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
  Server{listener.get()}.run();
} catch (const std::exception& error) {
  return report(error);
}
