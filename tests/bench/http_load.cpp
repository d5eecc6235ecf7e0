// http_load: clients of an HTTP server, each of which asks again as soon as it
// has its answer; and what that has cost the server. scripts/bench_http.sh.

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/http/response_parser.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

using Clock = std::chrono::steady_clock;

Fd connect_to(const Address& server) {
  Fd fd{must(::socket(server.family(), SOCK_STREAM, 0), "socket()")};
  must(::connect(fd.get(), server.get(), server.size()), "connect(client)");
  return fd;
}

// The socket blocks, so that it takes all.
void send(const Fd& client, const std::string& bytes) {
  must(::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
       "send(client)");
}

// How long the answer is, in bytes: each one is as long as the first.
std::size_t measure(const Address& server, const std::string& request) {
  const Fd fd = connect_to(server);
  send(fd, request);
  http::ResponseParser parser;
  std::size_t size = 0;
  while (true) {
    std::array<char, 4096> buffer{};
    const ssize_t n =
        must(::recv(fd.get(), buffer.data(), buffer.size(), 0), "recv(client)");
    parser.add({buffer.data(), static_cast<std::size_t>(n)});
    size += static_cast<std::size_t>(n);
    const auto result = parser.next("GET");
    if (const auto* response = std::get_if<http::Response>(&result))
      if (response->status == 200 && !parser.in_the_middle()) return size;
    if (n == 0 || !std::holds_alternative<http::NeedsMore>(result))
      throw std::runtime_error{"no answer, or not a 200"};
  }
}

// In nanoseconds, of processes with one thread: their numbers, a line each. See
// "schedstat" in the kernel's documentation.
double cpu_time_of(const std::string& processes) {
  double sum = 0;
  std::istringstream lines{processes};
  for (std::string pid; lines >> pid;) {
    double nanoseconds = 0;
    if (!(std::ifstream{"/proc/" + pid + "/schedstat"} >> nanoseconds))
      throw std::runtime_error{"no CPU time of process " + pid};
    sum += nanoseconds;
  }
  return sum;
}

struct Client {
  Fd fd{};
  std::size_t missing = 0;  // bytes of the answers
};

class Load {
 public:
  // `request`: what is sent at once; `answer`: so many bytes come back. If the
  // server ends the connection behind them, the next one needs another.
  Load(const Address& server, std::string request, std::size_t answer,
       bool closes, int clients)
      : server_{server},
        request_{std::move(request)},
        answer_{answer},
        closes_{closes},
        clients_(static_cast<std::size_t>(clients)) {
    for (std::size_t i = 0; i < clients_.size(); ++i) ask(i);
  }

  // Returns how often all answers came back.
  long run(Clock::duration time) {
    long done = 0;
    std::array<epoll_event, 256> events{};
    for (const auto end = Clock::now() + time; Clock::now() < end;) {
      const int count =
          ::epoll_wait(epoll_.get(), events.data(), events.size(), 1000);
      for (int i = 0; i < count; ++i)
        if (read_on(events[static_cast<std::size_t>(i)].data.u64)) ++done;
    }
    return done;
  }

 private:
  void ask(std::size_t i) {
    Client& c = clients_[i];
    if (closes_ || !c.fd) {
      c.fd = connect_to(server_);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      must(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, c.fd.get(), &event),
           "epoll_ctl()");
    }
    c.missing = answer_;
    send(c.fd, request_);
  }

  // Returns whether all is back, and asks again.
  bool read_on(std::size_t i) {
    Client& c = clients_[i];
    const auto n = static_cast<std::size_t>(must(
        ::recv(c.fd.get(), buffer_.data(), buffer_.size(), 0), "recv(client)"));
    if (n > c.missing) throw std::runtime_error{"a longer answer than before"};
    c.missing -= n;
    if (n == 0 && (!closes_ || c.missing > 0))
      throw std::runtime_error{"the server ended too early"};
    const bool done = closes_ ? n == 0 : c.missing == 0;
    if (done) ask(i);
    return done;
  }

  Address server_;
  std::string request_;
  std::size_t answer_;
  bool closes_;
  Fd epoll_{must(::epoll_create1(0), "epoll_create1(0)")};
  std::vector<Client> clients_;
  std::vector<char> buffer_ = std::vector<char>(64 * 1024);
};

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(
      argc, argv,
      "http_load [--host H] [--port P] [--pid TEXT ...] [--close] "
      "[--pipelined N] [--clients N] [--time N]\n"
      "Prints requests a second, and nanoseconds of the server's CPU time "
      "for each.\n"
      "--pid TEXT       of each process of the server\n"
      "--close          a connection for each request, which says so\n"
      "--pipelined N    requests sent by one send() (1)\n"
      "--clients N      at the same time (16)\n"
      "--time N         milliseconds, after a tenth of it to warm up "
      "(1000)");
  const Address server = resolve(options.host, options.port);
  const bool closes = options.has("--close");
  const int batch = options.number("--pipelined", 1);
  const std::chrono::milliseconds time{options.number("--time", 1000)};
  const std::string request = std::string{"GET / HTTP/1.1\r\nHost: x\r\n"} +
                              (closes ? "Connection: close\r\n" : "") + "\r\n";
  std::string requests;
  for (int i = 0; i < batch; ++i) requests += request;
  const std::size_t answer = measure(server, request);

  Load load{server, requests, answer * static_cast<std::size_t>(batch), closes,
            options.number("--clients", 16)};
  load.run(time / 10);
  const double cpu = cpu_time_of(options.text("--pid", "self"));
  const auto start = Clock::now();
  const double answered = static_cast<double>(load.run(time)) * batch;
  const std::chrono::duration<double> seconds = Clock::now() - start;
  std::cout << answered / seconds.count() << " "
            << (cpu_time_of(options.text("--pid", "self")) - cpu) / answered
            << "\n";
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
