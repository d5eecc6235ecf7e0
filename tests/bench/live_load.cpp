// live_load: a class that follows live_server. Writes rows to standard output, which
// is the server's input, and measures when each follower has them.
// scripts/bench_live.sh.

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/websocket/connection.h"
#include "common/websocket/opening.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Follower {
  Fd fd;
  websocket::Connection websocket{websocket::Role::client};
  int messages = 0;
};

// Counts the messages in what has come.
void take(Follower& f, std::span<std::byte> input) {
  websocket::Output answer;
  while (true) {
    const websocket::Event event = f.websocket.next(input, answer);
    if (std::holds_alternative<websocket::NeedsMore>(event)) return;
    if (!std::holds_alternative<websocket::Message>(event))
      throw std::runtime_error{"a follower was closed"};
    ++f.messages;
  }
}

Follower follow(const Address& address) {
  Follower f{.fd = Fd{must(::socket(address.family(), SOCK_STREAM, 0),
                           "socket(family, SOCK_STREAM, 0)")}};
  must(::connect(f.fd.get(), address.get(), address.size()),
       "connect(server, address, size)");
  websocket::Output request;
  websocket::ClientOpening opening{"localhost", "/rows", {}, request};
  must(::send(f.fd.get(), request.data(), request.size(), 0), "send(request)");
  std::array<std::byte, 4096> buffer;
  while (true) {
    const ssize_t n = must(::recv(f.fd.get(), buffer.data(), buffer.size(), 0),
                           "recv(answer)");
    const auto result =
        opening.read(std::span{buffer}.first(static_cast<std::size_t>(n)));
    if (n == 0 || std::holds_alternative<http::Refusal>(result))
      throw std::runtime_error{"the server opens no WebSocket"};
    if (const auto* opened = std::get_if<websocket::Opened>(&result)) {
      std::string rest = opened->rest;
      take(f, std::as_writable_bytes(std::span{rest}));
      return f;
    }
  }
}

class Class {
 public:
  Class(const Address& server, int size) {
    for (int i = 0; i < size; ++i) {
      followers_.push_back(follow(server));
      watched_.push_back({followers_.back().fd.get(), POLLIN, 0});
    }
    await(1);  // which run it is
  }

  // Until each has that many messages. Returns after how long each of them had.
  std::vector<double> await(int messages) {
    const auto from = Clock::now();
    std::vector<double> milliseconds;
    for (const Follower& f : followers_)
      if (f.messages >= messages) milliseconds.push_back(0);
    while (milliseconds.size() < followers_.size()) {
      if (::poll(watched_.data(), watched_.size(), 10'000) == 0)
        throw std::runtime_error{"a row has not come within 10 s"};
      for (std::size_t i = 0; i < followers_.size(); ++i) {
        if (watched_[i].revents == 0) continue;
        Follower& f = followers_[i];
        const bool had = f.messages >= messages;
        const ssize_t n =
            must(::recv(f.fd.get(), buffer_.data(), buffer_.size(), 0),
                 "recv(rows)");
        if (n == 0) throw std::runtime_error{"a follower was closed"};
        take(f, std::span{buffer_}.first(static_cast<std::size_t>(n)));
        if (!had && f.messages >= messages)
          milliseconds.push_back(
              std::chrono::duration<double, std::milli>(Clock::now() - from)
                  .count());
      }
    }
    return milliseconds;
  }

 private:
  std::vector<Follower> followers_;
  std::vector<pollfd> watched_;
  std::array<std::byte, 65536> buffer_{};
};

double percentile(const std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(
      part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "live_load [--host H] [--port P] [--clients N] [--rows N] [--size N]\n"
      "Writes rows to standard output, and prints on standard error after how "
      "many\n"
      "milliseconds the followers have them: the median, 99 of 100, the last.\n"
      "--clients N      (100)\n"
      "--rows N         one after another (200)\n"
      "--size N         bytes of each (300)");
  Class all{resolve(options.host, options.port),
            options.number("--clients", 100)};
  const std::string text(
      static_cast<std::size_t>(options.number("--size", 300)), 'x');
  const std::string row = R"({"row":")" + text + "\"}\n";
  std::vector<double> milliseconds;
  for (int i = 0; i < options.number("--rows", 200); ++i) {
    must(::write(STDOUT_FILENO, row.data(), row.size()), "write(row)");
    const auto those = all.await(i + 2);
    milliseconds.insert(milliseconds.end(), those.begin(), those.end());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::cerr << percentile(milliseconds, 0.5) << " "
            << percentile(milliseconds, 0.99) << " " << milliseconds.back()
            << "\n";
} catch (const std::exception& error) {
  return report(error);
}
