// follower: what the page does in a browser. It asks for rows, reads some, and then
// its tab is closed.
//
// Watch:  a tab that is closed says so: Close 1001, and the server ends TCP. At Ctrl-C
//         the kernel ends TCP instead: FIN, or RST if there was a row unread.
// Read:   RFC 6455, section 7.4.1 "Defined Status Codes"; close(2).
// Run:    labs/19_live/run.sh tab_closed

#include <sys/socket.h>

#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/narrate/send_all.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/websocket/connection.h"
#include "labs/13_websocket_handshake/open_websocket.h"

namespace {

class Page {
 public:
  Page(const Fd& server, std::string bytes)
      : server_{server}, bytes_{std::move(bytes)} {}

  // Until so many rows have come, or the end.
  void read_rows(int wanted) {
    while (rows_ < wanted && !closed_) take_event();
  }

  // As a browser does when a tab is closed. It waits for the server's Close, and for
  // the server to end TCP.
  void close_tab() {
    websocket::Output output;
    websocket_.close(websocket::close_code::going_away, "", output);
    must(send_all(server_, websocket::text_of(output)));
    while (!closed_) take_event();
    if (must(CALL(::recv(server_.get(), buffer_.data(), buffer_.size(), 0))) !=
        0)
      throw std::runtime_error{"more has come behind the Close"};
  }

 private:
  void take_event() {
    auto input = std::as_writable_bytes(std::span{bytes_});
    websocket::Output answer;
    const websocket::Event event = websocket_.next(input, answer);
    if (std::holds_alternative<websocket::NeedsMore>(event)) return receive();
    tell(event);
    bytes_.erase(0, bytes_.size() - input.size());
    must(send_all(server_, websocket::text_of(answer)));
  }

  void tell(const websocket::Event& event) {
    if (const auto* message = std::get_if<websocket::Message>(&event)) {
      const std::string text{websocket::text_of(message->payload)};
      if (!text.starts_with(R"({"live":)")) ++rows_;
      say("< " + text);
    } else if (const auto* closed = std::get_if<websocket::Closed>(&event)) {
      say("closed: " + std::to_string(closed->code) + " " +
          std::string{closed->reason});
      closed_ = true;
    } else if (std::holds_alternative<websocket::Failure>(event)) {
      throw std::runtime_error{"the server broke a rule"};
    }
  }

  void receive() {
    const ssize_t n =
        must(CALL(::recv(server_.get(), buffer_.data(), buffer_.size(), 0)));
    if (n == 0) throw std::runtime_error{"TCP has ended without a Close"};
    bytes_.assign(buffer_.data(), static_cast<std::size_t>(n));
  }

  const Fd& server_;
  std::string bytes_;  // that have come, and are not read yet
  websocket::Connection websocket_{websocket::Role::client};
  std::array<char, 4096> buffer_{};
  int rows_ = 0;
  bool closed_ = false;
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "follower [--host H] [--port P] [--target TEXT] [--rows N]\n"
            "Reads rows of live_server; then its tab is closed.\n"
            "--target TEXT    of the request: /rows?from=12 (/rows)\n"
            "--rows N         how many it reads (1)");
  const Address address = resolve(options.host, options.port);

  Fd server{must(CALL(::socket(address.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(server.get(), address.get(), address.size())));
  Page page{server, open_websocket(server, options)};
  step("open");

  page.read_rows(options.number("--rows", 1));
  step("followed");

  page.close_tab();
  must(CALL(::close(server.release())));
  step("closed");
} catch (const std::exception& error) {
  return report(error);
}
