// Answers one client after another, and closes first. Comes back at once.

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

int must(int result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

class Socket {
 public:
  explicit Socket(int fd) : fd_{fd} {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { ::close(fd_); }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string value(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr)
    throw std::runtime_error{std::string{name} + " is not set"};
  return text;
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error =
          ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
      error != 0)
    throw std::runtime_error{host + ": " + ::gai_strerror(error)};
  return {found, &::freeaddrinfo};
}

// A client that is lost is no reason to end: the next one comes.
void serve(const Socket& client, const std::string& answer) {
  char question = 0;
  if (::recv(client.get(), &question, 1, 0) == 1 &&
      ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL) == -1)
    std::cerr << "send: " << std::generic_category().message(errno) << '\n';
}

}  // namespace

int main() try {
  const std::string answer = value("ANSWER");
  const Addresses here = resolve(value("HOST"), value("PORT"));

  const Socket listener{
      must(::socket(here->ai_family, SOCK_STREAM, 0), "socket")};
  // Connections of before may still be in TIME-WAIT: they do not stop bind(), since
  // their sockets had the option, too.
  const int on = 1;
  must(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(::bind(listener.get(), here->ai_addr, here->ai_addrlen), "bind");
  must(::listen(listener.get(), SOMAXCONN), "listen");

  while (true) {
    const Socket client{
        must(::accept(listener.get(), nullptr, nullptr), "accept")};
    serve(client, answer);
  }
} catch (const std::exception& error) {
  std::cerr << "comes_back: " << error.what() << '\n';
  return 1;
}
