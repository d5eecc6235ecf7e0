// websocket_client: a WebSocket for a terminal. Sends each line that is typed,
// and shows each message that comes.
//
// Watch:  either side may send the first Close; the server ends TCP. The
//         client waits for that, and so is not left with TIME-WAIT.
// Read:   poll(2); RFC 6455, section 7.1.1 "Close the WebSocket Connection".
// Run:    build/labs/14_websocket_frames/websocket_client --port 7000
//
// What a line can say stands in typed_line.h. --echo makes this a subject for
// servers that test clients. It is longer than a screen, because a terminal and
// a socket are waited for at once, and either may end first.

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/text/columns.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"
#include "labs/14_websocket_frames/typed_line.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{5};  // for the server's part of the end

class Client {
 public:
  Client(const Fd& server, bool echo, std::size_t shown)
      : server_{server}, echo_{echo}, shown_{shown} {}

  // Whether the WebSocket was closed cleanly. `rest`: what has come already.
  bool run(std::string rest) {
    take(std::as_writable_bytes(std::span{rest}));
    while (!tcp_ended_) {
      const bool types = !echo_ && websocket_.is_open();
      // An echo reads no faster than its answers are read.
      const bool reads = !echo_ || output_.empty();
      const int events = (reads ? POLLIN : 0) | (output_.empty() ? 0 : POLLOUT);
      std::array<pollfd, 2> watched{
          {{server_.get(), static_cast<short>(events), 0},
           {types ? STDIN_FILENO : -1, POLLIN, 0}}};
      const int ready = ::poll(watched.data(), watched.size(), time_left());
      if (ready == 0) throw std::runtime_error{"the server does not end TCP"};
      if (watched[1].revents != 0) type();
      if (!output_.empty()) send_some();
      if ((watched[0].revents & ~POLLOUT) != 0) receive();
    }
    return clean_;
  }

 private:
  // In milliseconds; -1: for ever.
  int time_left() {
    if (websocket_.is_open()) return -1;
    if (deadline_ == Clock::time_point{}) deadline_ = Clock::now() + patience;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    return std::max(0, static_cast<int>(left.count()));
  }

  void type() {
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (n <= 0) {
      if (!typed_.empty()) obey(typed_, websocket_, output_);
      websocket_.close(1000, "", output_);
      return;
    }
    typed_.append(buffer.data(), static_cast<std::size_t>(n));
    for (auto end = typed_.find('\n'); end != std::string::npos;
         end = typed_.find('\n')) {
      obey(typed_.substr(0, end), websocket_, output_);
      typed_.erase(0, end + 1);
    }
  }

  void receive() {
    const ssize_t n =
        ::recv(server_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (n == -1 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0)
      return take(std::span{buffer_}.first(static_cast<std::size_t>(n)));
    // The server's FIN; or a reset, which ends TCP just as well.
    tcp_ended_ = true;
    tell(websocket_.end());
  }

  void take(std::span<std::byte> input) {
    while (true) {
      const websocket::Event event = websocket_.next(input, output_);
      if (std::holds_alternative<websocket::NeedsMore>(event)) return;
      tell(event);
    }
  }

  void tell(const websocket::Event& event) {
    if (const auto* message = std::get_if<websocket::Message>(&event)) {
      const bool is_text = message->kind == websocket::Opcode::text;
      if (echo_) {
        websocket_.send(message->kind, message->payload, output_);
      } else if (is_text) {
        say("< " +
            text::printable(websocket::text_of(message->payload), shown_));
      } else {
        say("< binary, " + std::to_string(message->payload.size()) + " bytes");
      }
    } else if (std::holds_alternative<websocket::Ping>(event)) {
      say("was pinged");
    } else if (std::holds_alternative<websocket::Pong>(event)) {
      say("got a pong");
    } else if (const auto* closed = std::get_if<websocket::Closed>(&event)) {
      const bool silent = closed->reason.empty();
      say("closed: " + std::to_string(closed->code) +
          (silent ? "" : " '" + text::printable(closed->reason) + "'"));
      clean_ = closed->code != websocket::close_code::no_close;
    } else if (const auto* failure = std::get_if<websocket::Failure>(&event)) {
      say("the server broke a rule: " + std::string{failure->rule.name} +
          " (RFC 6455, " + std::string{failure->rule.section} + ")");
    }
  }

  void send_some() {
    const ssize_t n = ::send(server_.get(), output_.data(), output_.size(),
                             MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) output_.erase(output_.begin(), output_.begin() + n);
    if (n == -1 && errno != EAGAIN && errno != EINTR) output_.clear();
  }

  const Fd& server_;
  bool echo_;
  std::size_t shown_;  // bytes of a message
  bool tcp_ended_ = false;
  bool clean_ = false;
  Clock::time_point deadline_{};  // once the end has begun
  websocket::Connection websocket_{websocket::Role::client};
  websocket::Output output_{};
  std::vector<std::byte> buffer_ = std::vector<std::byte>(64 * 1024);
  std::string typed_{};  // a line that is not complete
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "websocket_client [--host H] [--port P] [--target TEXT] "
            "[--subprotocol TEXT] [--echo] [--show N]\n"
            "Sends each line as a text, and shows what comes. The line /ping\n"
            "sends a Ping, /close 4000 why a Close; so does the end of input.\n"
            "--target TEXT         of the request (/)\n"
            "--subprotocol TEXT    asks the server to speak that\n"
            "--echo                sends nothing but what comes\n"
            "--show N              bytes of a message (all)");
  const Address address = resolve(options.host, options.port);
  Fd server{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(server.get(), address.get(), address.size())));
  const std::string rest = open_websocket(server, options);
  step("open");
  const auto shown =
      static_cast<std::size_t>(options.number("--show", 1'000'000'000));
  const bool clean = Client{server, options.has("--echo"), shown}.run(rest);
  must(CALL(::close(server.release())));
  step("closed");
  return clean ? 0 : 1;
} catch (const std::exception& error) {
  return report(error);
}
