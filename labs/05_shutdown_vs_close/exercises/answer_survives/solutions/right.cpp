// Asks, ends its direction, and reads until the server has ended its own.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

template <typename T>
T must(T result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

std::string given(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr)
    throw std::runtime_error{name + std::string{" is not set"}};
  return value;
}

int connect_to(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
      error != 0)
    throw std::runtime_error{gai_strerror(error)};
  const int client = must(socket(found->ai_family, SOCK_STREAM, 0), "socket");
  must(connect(client, found->ai_addr, found->ai_addrlen), "connect");
  freeaddrinfo(found);
  return client;
}

void send_all(int client, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();)
    sent += static_cast<std::size_t>(must(
        send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL),
        "send"));
}

}  // namespace

int main() try {
  const int client = connect_to(given("HOST"), given("PORT"));
  send_all(client, given("QUESTION"));
  must(shutdown(client, SHUT_WR),
       "shutdown");  // FIN; the other direction stays open
  std::string answer;
  char part[4096];
  while (const ssize_t n = must(recv(client, part, sizeof part, 0), "recv"))
    answer.append(part, static_cast<std::size_t>(n));
  must(close(client), "close");
  std::printf("%s\n", answer.c_str());
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
