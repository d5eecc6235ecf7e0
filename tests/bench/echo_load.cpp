// echo_load: many clients of an echo server, each of which sends again as soon
// as all is back; and what that has cost the server. scripts/bench_echo.sh.

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
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
#include "common/websocket/frame.h"
#include "common/websocket/mask.h"
#include "common/websocket/opening.h"

namespace {

using Clock = std::chrono::steady_clock;

// What each client sends at once, and what must come back.
struct Exchange {
  websocket::Output request;
  websocket::Output answer;
};

Exchange make_exchange(bool websocket, std::size_t size, int pipelined) {
  const websocket::Output payload(size, std::byte{'x'});
  Exchange exchange;
  for (int i = 0; i < pipelined; ++i) {
    if (!websocket) {
      websocket::append(exchange.request, payload);
      websocket::append(exchange.answer, payload);
      continue;
    }
    const auto key = websocket::random_masking_key();
    websocket::append_frame(exchange.request, {.key = key}, payload);
    websocket::append_frame(exchange.answer, {}, payload);
  }
  return exchange;
}

struct Client {
  Fd fd;
  std::size_t sent = 0;
  std::size_t received = 0;
};

Fd connect_to(const Address& server, bool websocket) {
  Fd fd{must(::socket(server.family(), SOCK_STREAM, 0), "socket()")};
  must(::connect(fd.get(), server.get(), server.size()), "connect(client)");
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!websocket) return fd;

  websocket::Output request;
  websocket::ClientOpening opening{"localhost", "/", {}, request};
  must(::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL),
       "send(client)");
  while (true) {
    std::array<std::byte, 4096> buffer{};
    const ssize_t n =
        must(::recv(fd.get(), buffer.data(), buffer.size(), 0), "recv(client)");
    if (n == 0) throw std::runtime_error{"the server ended too early"};
    const auto result =
        opening.read(std::span{buffer}.first(static_cast<std::size_t>(n)));
    if (std::holds_alternative<websocket::Opened>(result)) return fd;
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      throw std::runtime_error{"no WebSocket: " + refusal->reason};
  }
}

// In nanoseconds. See "schedstat" in the kernel's documentation.
double cpu_time_of(const std::string& proc) {
  double nanoseconds = 0;
  std::ifstream{proc + "/schedstat"} >> nanoseconds;
  return nanoseconds;
}

// In bytes: what is resident. See proc(5).
double memory_of(const std::string& proc) {
  std::ifstream file{proc + "/smaps_rollup"};
  double kilobytes = 0;
  for (std::string word; file >> word;)
    if (word == "Rss:") file >> kilobytes;
  return 1024 * kilobytes;
}

class Load {
 public:
  Load(const Address& server, const Exchange& exchange, bool websocket,
       int clients)
      : exchange_{exchange} {
    for (int i = 0; i < clients; ++i)
      clients_.push_back({.fd = connect_to(server, websocket)});
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      const int fd = clients_[i].fd.get();
      must(::fcntl(fd, F_SETFL, O_NONBLOCK), "fcntl(client)");
      epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET,
                        .data = {.u64 = i}};
      must(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event), "epoll_ctl()");
    }
  }

  // Returns how often all of an exchange came back to a client.
  long run(Clock::duration time) {
    long done = 0;
    std::array<epoll_event, 256> events{};
    for (const auto end = Clock::now() + time; Clock::now() < end;) {
      const int count =
          ::epoll_wait(epoll_.get(), events.data(), events.size(), 1000);
      for (int i = 0; i < count; ++i)
        done += turn(clients_[events[static_cast<std::size_t>(i)].data.u64]);
    }
    return done;
  }

  // Data segments that have come to the clients. See tcp(7).
  [[nodiscard]] long segments() const {
    long all = 0;
    for (const Client& client : clients_) {
      tcp_info info{};
      socklen_t size = sizeof info;
      must(::getsockopt(client.fd.get(), IPPROTO_TCP, TCP_INFO, &info, &size),
           "getsockopt(client, IPPROTO_TCP, TCP_INFO)");
      all += info.tcpi_data_segs_in;
    }
    return all;
  }

 private:
  // Returns 1 if all of an exchange is back, and the next one on its way.
  // Edge-triggered: what there will be to do is announced.
  long turn(Client& c) {
    send(c);
    receive(c);
    const bool done = c.received == exchange_.answer.size();
    if (done) {
      c.sent = c.received = 0;
      send(c);
    }
    return done ? 1 : 0;
  }

  void send(Client& c) {
    const auto rest = std::span{exchange_.request}.subspan(c.sent);
    if (rest.empty()) return;
    const ssize_t n =
        ::send(c.fd.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (n > 0) c.sent += static_cast<std::size_t>(n);
  }

  void receive(Client& c) {
    ssize_t n = 0;
    do {
      n = ::recv(c.fd.get(), buffer_.data(), buffer_.size(), 0);
      if (n == 0) throw std::runtime_error{"the server ended too early"};
      if (n == -1) return;
      const auto come = std::span{buffer_}.first(static_cast<std::size_t>(n));
      const auto rest = std::span{exchange_.answer}.subspan(c.received);
      if (come.size() > rest.size() ||
          !std::ranges::equal(come, rest.first(come.size())))
        throw std::runtime_error{"that is not what was sent"};
      c.received += come.size();
    } while (n == static_cast<ssize_t>(buffer_.size()));
  }

  Exchange exchange_;
  Fd epoll_{must(::epoll_create1(0), "epoll_create1(0)")};
  std::vector<Client> clients_{};
  std::vector<std::byte> buffer_ = std::vector<std::byte>(256 * 1024);
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "echo_load [--host H] [--port P] [--pid TEXT] [--websocket] [--size N] "
      "[--clients N] [--pipelined N] [--time N] [--idle]\n"
      "Prints messages a second, nanoseconds of the server's CPU time for a\n"
      "message, and data segments from the server for a batch.\n"
      "--pid TEXT       of the server\n"
      "--websocket      speaks WebSocket (else bare TCP)\n"
      "--size N         bytes in a message (64)\n"
      "--clients N      at the same time (64)\n"
      "--pipelined N    messages in a batch, sent by one send() (1)\n"
      "--time N         milliseconds, after a tenth of it to warm up (1000)\n"
      "--idle           only connects; prints the server's bytes of memory "
      "for\n"
      "                 each connection, and the kernel's are not among them");
  const Address server = resolve(options.host, options.port);
  const std::string proc = "/proc/" + options.text("--pid", "self");
  const auto size = static_cast<std::size_t>(options.number("--size", 64));
  const int clients = options.number("--clients", 64);
  const int batch = options.number("--pipelined", 1);
  const bool websocket = options.has("--websocket");
  const std::chrono::milliseconds time{options.number("--time", 1000)};

  rlimit limit{};
  must(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit(RLIMIT_NOFILE, &limit)");
  limit.rlim_cur = limit.rlim_max;
  must(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit(RLIMIT_NOFILE, &limit)");

  const Exchange exchange = make_exchange(websocket, size, batch);
  if (options.has("--idle")) {
    const double before = memory_of(proc);
    const Load load{server, exchange, websocket, clients};
    std::cout << (memory_of(proc) - before) / clients << "\n";
    return 0;
  }

  Load load{server, exchange, websocket, clients};
  load.run(time / 10);
  const double cpu = cpu_time_of(proc);
  const long segments = load.segments();
  const long batches = load.run(time);
  const double messages = static_cast<double>(batches) * batch;
  const std::chrono::duration<double> seconds = time;
  std::cout << messages / seconds.count() << " "
            << (cpu_time_of(proc) - cpu) / messages << " "
            << static_cast<double>(load.segments() - segments) /
                   static_cast<double>(batches)
            << "\n";
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
