// asking_server: is silent for long, and asks now and then. It answers a ping.
//
// Watch:  its client must bear the silence, and notice all the same when this host
//         is gone.
// Read:   poll(2); RFC 9293, section 3.8.4.
// Run:    scripts/lab check 04/dead_peer

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

void send_line(const Fd& peer, const std::string& line) {
  must(CALL(::send(peer.get(), line.data(), line.size(), MSG_NOSIGNAL)));
}

// Takes what the client has sent; each line of it is answered or said. Returns
// whether there may be more.
bool hear(const Fd& peer, std::string& kept) {
  std::array<char, 1000> bytes{};
  const ssize_t n =
      must(CALL(::recv(peer.get(), bytes.data(), bytes.size(), 0)));
  kept.append(bytes.data(), static_cast<std::size_t>(n));
  for (auto end = kept.find('\n'); end != kept.npos; end = kept.find('\n')) {
    const std::string line = kept.substr(0, end);
    kept.erase(0, end + 1);
    if (line == "ping")
      send_line(peer, "pong\n");
    else
      say("the client says: " + line);
  }
  return n > 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "asking_server [--host H] [--port P] [--after N] [--ask TEXT]\n"
            "Takes one client, asks it once, and answers each ping.\n"
            "--after N     asks when N milliseconds are over (0)\n"
            "--ask TEXT    and that (are you there?)");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");
  Fd peer{must(CALL(::accept(listener.get(), nullptr, nullptr)))};

  using Clock = std::chrono::steady_clock;
  const auto due =
      Clock::now() + std::chrono::milliseconds{options.number("--after", 0)};
  bool asked = false;
  std::string kept;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now());
    if (!asked && left.count() <= 0) {
      send_line(peer, options.text("--ask", "are you there?") + "\n");
      asked = true;
      say("it has asked");
    }
    pollfd watched{.fd = peer.get(), .events = POLLIN, .revents = 0};
    const int time = asked ? -1 : static_cast<int>(left.count());
    if (must(::poll(&watched, 1, time), "poll(&watched, 1, time)") > 0 &&
        !hear(peer, kept))
      break;
  }
  must(CALL(::close(peer.release())));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
