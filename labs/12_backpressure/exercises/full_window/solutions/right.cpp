// A writer that never waits in send(): it waits for the reader in both directions.
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

template <typename Result>
Result must(Result result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

int connect_to(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* address = nullptr;
  if (const int error = ::getaddrinfo(host, port, &hints, &address))
    throw std::runtime_error{::gai_strerror(error)};
  const int server =
      must(::socket(address->ai_family, SOCK_STREAM, 0), "socket");
  must(::connect(server, address->ai_addr, address->ai_addrlen), "connect");
  ::freeaddrinfo(address);
  return server;
}

std::string line_of(int number, std::size_t size) {
  std::string line = std::to_string(number) + ' ';
  line.resize(size - 1, '.');
  return line + '\n';
}

// Takes what can be read now. Returns whether it was "stop", or the end.
bool hears_stop(int server) {
  std::array<char, 100> bytes;
  const ssize_t n = must(::recv(server, bytes.data(), bytes.size(), 0), "recv");
  return n == 0 || bytes[static_cast<std::size_t>(n) - 1] == '\n';
}

// Sends what there is room for, and keeps the rest.
void send_some(int server, std::string& unsent) {
  const ssize_t n = ::send(server, unsent.data(), unsent.size(), MSG_NOSIGNAL);
  if (n == -1 && errno == EAGAIN) return;
  unsent.erase(0, static_cast<std::size_t>(must(n, "send")));
}

int main() try {
  const auto size = static_cast<std::size_t>(std::atoi(std::getenv("SIZE")));
  const int server = connect_to(std::getenv("HOST"), std::getenv("PORT"));
  must(::fcntl(server, F_SETFL, O_NONBLOCK), "fcntl");
  bool stopped = false;
  int number = 0;
  std::string unsent;  // of the line that was begun
  while (!stopped || !unsent.empty()) {
    if (unsent.empty()) unsent = line_of(++number, size);
    const short events = stopped ? POLLOUT : POLLIN | POLLOUT;
    pollfd watched{server, events, 0};
    must(::poll(&watched, 1, -1), "poll");
    if ((watched.revents & POLLOUT) != 0) send_some(server, unsent);
    if ((watched.revents & POLLIN) != 0) stopped = hears_stop(server);
  }
  must(::shutdown(server, SHUT_WR), "shutdown");
  must(::fcntl(server, F_SETFL, 0), "fcntl");
  std::array<char, 100> rest;
  while (must(::recv(server, rest.data(), rest.size(), 0), "recv") > 0)
    continue;
  must(::close(server), "close");
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
