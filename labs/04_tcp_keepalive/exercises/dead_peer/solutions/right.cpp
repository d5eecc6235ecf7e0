// A client that waits for a silent server, and notices within 3 s if it is dead: its
// kernel asks (keepalive), and gives up in time (TCP_USER_TIMEOUT).
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
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

void set(int socket, int level, int option, int value) {
  must(::setsockopt(socket, level, option, &value, sizeof value), "setsockopt");
}

// In silence a probe each second. If 2.5 s pass without an answer, to a probe or to
// what we have sent, the connection is over: ETIMEDOUT. One lost probe is less.
void watch(int server) {
  set(server, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(server, IPPROTO_TCP, TCP_KEEPIDLE, 1);
  set(server, IPPROTO_TCP, TCP_KEEPINTVL, 1);
  set(server, IPPROTO_TCP, TCP_USER_TIMEOUT, 2500);
}

int main() try {
  const int server = connect_to(std::getenv("HOST"), std::getenv("PORT"));
  watch(server);
  std::array<char, 1000> bytes;
  ssize_t n = 0;
  while ((n = ::recv(server, bytes.data(), bytes.size(), 0)) > 0) {
    const auto lines = std::count(bytes.begin(), bytes.begin() + n, '\n');
    for (auto i = lines; i > 0; --i)
      must(::send(server, "yes\n", 4, MSG_NOSIGNAL), "send");
  }
  if (n == -1) std::perror("the server is dead");
  must(::close(server), "close");
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
