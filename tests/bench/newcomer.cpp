// newcomer: how long a newcomer waits for its answer, beside many connections
// that only stay open. The first one comes right behind them.
//
// Run:    make bench

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

constexpr rlim_t spare_descriptors = 16;
constexpr std::string_view page_request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view websocket_request =
    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// As many descriptors as the system allows; returns how many peers that makes.
int allow_peers(int wanted) {
  rlimit limit{};
  must(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  limit.rlim_cur = limit.rlim_max;
  must(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
  const rlim_t needed = static_cast<rlim_t>(wanted) + spare_descriptors;
  if (needed <= limit.rlim_cur) return wanted;
  std::cerr << "newcomer: the system allows " << limit.rlim_cur
            << " descriptors (ulimit -Hn), so there are fewer peers than "
            << wanted << "\n";
  return static_cast<int>(limit.rlim_cur - spare_descriptors);
}

Fd open_connection(const Address& server) {
  Fd fd{must(::socket(server.family(), SOCK_STREAM, 0), "socket")};
  must(::connect(fd.get(), server.get(), server.size()), "connect");
  return fd;
}

// Sends the request, and reads until the head of the answer is whole.
void ask(const Fd& fd, std::string_view request) {
  must(::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL), "send");
  std::string answer;
  std::array<char, 4096> buffer{};
  while (answer.find("\r\n\r\n") == answer.npos) {
    const ssize_t n =
        must(::recv(fd.get(), buffer.data(), buffer.size(), 0), "recv");
    if (n == 0) throw std::runtime_error{"the server ended without an answer"};
    answer.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "newcomer [--host H] [--port P] [--idle N] [--websocket] [--times N]\n"
      "Prints: how many idle peers there are, and the milliseconds until a\n"
      "newcomer's answer: of the first, the median, and the longest.\n"
      "--idle N      so many idle peers (5000)\n"
      "--websocket   each of them has opened a WebSocket\n"
      "--times N     so many newcomers, one after another (101)");
  const Address server = resolve(options.host, options.port);
  std::vector<Fd> idle(
      static_cast<std::size_t>(allow_peers(options.number("--idle", 5000))));
  for (Fd& fd : idle) {
    fd = open_connection(server);
    if (options.has("--websocket")) ask(fd, websocket_request);
  }

  using Clock = std::chrono::steady_clock;
  std::vector<double> waits(
      static_cast<std::size_t>(std::max(1, options.number("--times", 101))));
  for (double& wait : waits) {
    const auto begin = Clock::now();
    ask(open_connection(server), page_request);
    wait =
        std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  }
  const double first = waits.front();
  std::sort(waits.begin(), waits.end());
  std::cout << idle.size() << " " << first << " " << waits[waits.size() / 2]
            << " " << waits.back() << "\n";
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
