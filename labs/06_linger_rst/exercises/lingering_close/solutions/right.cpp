// Refuses every upload. The lingering close: FIN behind the answer, then read what
// still comes, and close only when nothing can come any more that brings RST.
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
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

int listen_on(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
      error != 0)
    throw std::runtime_error{gai_strerror(error)};
  const int listener = must(socket(found->ai_family, SOCK_STREAM, 0), "socket");
  const int on = 1;
  must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(bind(listener, found->ai_addr, found->ai_addrlen), "bind");
  freeaddrinfo(found);
  must(listen(listener, SOMAXCONN), "listen");
  return listener;
}

void send_all(int client, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();)
    sent += static_cast<std::size_t>(must(
        send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL),
        "send"));
}

void refuse(int client, const std::string& answer, long patience) {
  std::string head;
  char buffer[65536];
  while (head.find("\r\n\r\n") == head.npos) {
    const ssize_t n = must(recv(client, buffer, sizeof buffer, 0), "recv");
    if (n == 0) return;
    head.append(buffer, static_cast<std::size_t>(n));
  }
  send_all(client, answer);
  must(shutdown(client, SHUT_WR), "shutdown");
  // Who is silent for longer cannot keep us: recv() then fails with EAGAIN.
  timeval time{};
  time.tv_sec = patience / 1000;
  time.tv_usec = patience % 1000 * 1000;
  must(setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time),
       "setsockopt");
  while (must(recv(client, buffer, sizeof buffer, 0), "recv") > 0) {
  }
}

}  // namespace

int main() try {
  const std::string size = given("SIZE");
  const std::string answer =
      "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"
      "Content-Length: " +
      size + "\r\n\r\n" + std::string(std::stoul(size), 'x');
  const long patience = std::stol(given("PATIENCE"));
  const int listener = listen_on(given("HOST"), given("PORT"));
  for (;;) {
    const int client = must(accept(listener, nullptr, nullptr), "accept");
    try {
      refuse(client, answer, patience);
    } catch (const std::system_error& error) {
      std::printf("the client: %s\n", error.what());
    }
    must(close(client), "close");
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
