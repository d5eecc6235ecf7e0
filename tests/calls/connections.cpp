// connections server|client ADDRESS PORT COUNT THREADS: short TCP connections, one
// after another in each thread: "ask" there, "answer" back, and both ends close.
// tests/calls_order.sh looks at where their calls stand in a trace.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

void send(int fd, std::string_view text) {
  must(::send(fd, text.data(), text.size(), MSG_NOSIGNAL), "send()");
}

std::size_t receive(int fd) {
  std::array<char, 64> buffer{};
  return static_cast<std::size_t>(
      must(::recv(fd, buffer.data(), buffer.size(), 0), "recv()"));
}

// The client ends first, so that it is the server's recv that finds the end.
void serve_one(int listener) {
  const Fd client{must(::accept(listener, nullptr, nullptr), "accept()")};
  receive(client.get());
  send(client.get(), "answer");
  receive(client.get());
}

void ask_one(const Address& server) {
  const Fd fd{must(::socket(server.family(), SOCK_STREAM, 0), "socket()")};
  must(::connect(fd.get(), server.get(), server.size()), "connect()");
  send(fd.get(), "ask");
  receive(fd.get());
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 6) throw std::runtime_error{"ROLE ADDRESS PORT COUNT THREADS"};
  const bool serves = std::string_view{argv[1]} == "server";
  const Address address = resolve(argv[2], argv[3]);
  std::atomic<int> left{std::stoi(argv[4])};
  Fd listener;
  if (serves) {
    listener = Fd{must(::socket(address.family(), SOCK_STREAM, 0), "socket()")};
    must(::bind(listener.get(), address.get(), address.size()), "bind()");
    must(::listen(listener.get(), SOMAXCONN), "listen()");
    std::cout << "listens on " << local_address(listener.get()).to_string()
              << std::endl;
  }
  std::vector<std::thread> threads;
  for (int i = std::stoi(argv[5]); i > 0; --i)
    threads.emplace_back([&] {
      while (left-- > 0) serves ? serve_one(listener.get()) : ask_one(address);
    });
  for (std::thread& thread : threads) thread.join();
} catch (const std::exception& error) {
  std::cerr << "connections: " << error.what() << '\n';
  return 1;
}
