// websocket_echo_server: sends back each message of thousands of WebSockets, in
// one thread.
//
// Watch:  an idle client costs a few words and no buffer: one for input and one
//         for output serve all. What one recv() brings, one send answers.
// Read:   epoll(7); RFC 6455, section 7.1.1 "Close the WebSocket Connection".
// Run:    scripts/bench_echo.sh
//
// Calls for a message are not said: that would cost more than they do. This is
// longer than a screen, because it is the one program here that is made to be fast.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "common/websocket/opening.h"
#include "labs/14_websocket_frames/clients.h"
#include "labs/14_websocket_frames/many_clients.h"
#include "labs/14_websocket_frames/send_some.h"

namespace {

constexpr Clock::time_point never = Clock::time_point::max();

// From this size on, to copy a payload costs more than a second piece to send.
constexpr std::size_t large = 16 * 1024;

enum class Stage : std::uint8_t { opening, open, refused };

struct Client {
  Fd fd;
  std::uint32_t events = EPOLLIN;
  Clock::time_point deadline;
  Stage stage = Stage::opening;
  bool half_closed = false;  // our FIN is sent
  bool gone = false;
  std::unique_ptr<websocket::ServerOpening> opening{};  // of half a request
  websocket::Output unsent{};  // while it does not read; nor do we then
  websocket::Connection websocket{websocket::Role::server};
};

class Server {
 public:
  Server(const Fd& listener, std::chrono::seconds patience)
      : listener_{listener}, patience_{patience} {}

  void run() {
    while (true) {
      for (const epoll_event& event : clients_.wait()) {
        if (Client* c = clients_.find(event.data.fd)) {
          serve(*c);
        } else {
          accept_clients();
        }
      }
      for (const Client* c : clients_.late()) clients_.forget(c->fd.get());
    }
  }

 private:
  // All that wait: the last one shall not wait for as many turns as there are
  // newcomers.
  void accept_clients() {
    while (Fd fd{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK)}) {
      // Else a second small answer would wait for the ACK of the first (Nagle's
      // algorithm).
      const int on = 1;
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      clients_.add(
          {.fd = std::move(fd), .deadline = clients_.now() + patience_});
    }
    if (errno == EMFILE || errno == ENFILE) clients_.pause();
  }

  void serve(Client& c) {
    if (c.unsent.empty()) receive(c);
    send(c, c.unsent.empty() ? output_ : c.unsent);
    if (c.gone) return clients_.forget(c.fd.get());
    end_our_side(c);
    clients_.watch(c, c.unsent.empty() ? EPOLLIN : EPOLLOUT);
    set_deadline(c);
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
    auto result = c.opening->read(input, output_);
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
      const auto event = c.websocket.next(input, output_);
      if (std::holds_alternative<websocket::NeedsMore>(event)) return;
      const auto* message = std::get_if<websocket::Message>(&event);
      if (message == nullptr) continue;
      const auto& [kind, payload] = *message;
      if (payload.size() >= large && input.empty()) {
        c.websocket.send_header(kind, payload.size(), output_);
        send(c, output_, payload);  // from where it lies
      } else {
        c.websocket.send(kind, payload, output_);
      }
    }
  }

  // What the client does not take at once waits until it has read.
  void send(Client& c, websocket::Bytes frames, websocket::Bytes payload = {}) {
    if (c.gone) return;
    const ssize_t n = send_some(c.fd, c.unsent, frames, payload);
    c.gone = n == -1 && errno != EAGAIN && errno != EINTR;
    if (n > 0) c.deadline = never;  // it reads: its time begins anew
    output_.clear();
  }

  // Not close(): with input unread that would send RST, which can destroy what
  // we have sent (lab 06). That comes when the client has ended its side.
  void end_our_side(Client& c) {
    const bool ends = c.stage == Stage::refused || c.websocket.ends_tcp();
    if (!ends || !c.unsent.empty() || std::exchange(c.half_closed, true))
      return;
    ::shutdown(c.fd.get(), SHUT_WR);
  }

  // For what the client owes.
  void set_deadline(Client& c) const {
    const bool owes_nothing =
        c.stage == Stage::open && c.websocket.is_open() && c.unsent.empty();
    if (owes_nothing) {
      c.deadline = never;
    } else if (c.deadline == never) {
      c.deadline = clients_.now() + patience_;
    }
  }

  const Fd& listener_;
  std::chrono::seconds patience_;
  Clients<Client> clients_{listener_};
  std::vector<std::byte> input_ = std::vector<std::byte>(256 * 1024);
  websocket::Output output_{};
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

  const Fd listener = listen_for_many(address);
  step("listening");
  Server{listener, std::chrono::seconds{options.number("--patience", 10)}}
      .run();
} catch (const std::exception& error) {
  return report(error);
}
