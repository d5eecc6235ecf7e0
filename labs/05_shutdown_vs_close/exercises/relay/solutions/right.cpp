// relay: passes on what comes, in both directions, and each end of a direction.

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace {

// The result of a system call, or an exception that names the call.
int must(int result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

class Socket {
 public:
  explicit Socket(int fd) : fd_{fd} {}
  Socket(Socket&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (fd_ != -1) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

const char* value(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr)
    throw std::runtime_error{std::string{name} + " is not set"};
  return text;
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host, port, &hints, &found); error != 0)
    throw std::runtime_error{std::string{host} + ": " + ::gai_strerror(error)};
  return {found, &::freeaddrinfo};
}

Socket connect_to(const addrinfo& address) {
  Socket upstream{must(::socket(address.ai_family, SOCK_STREAM, 0), "socket")};
  must(::connect(upstream.get(), address.ai_addr, address.ai_addrlen),
       "connect");
  return upstream;
}

// Passes on all that `source` sends, and then its end.
void pump(const Socket& source, const Socket& target) try {
  std::array<char, 65536> buffer;
  while (const int n = must(static_cast<int>(::recv(source.get(), buffer.data(),
                                                    buffer.size(), 0)),
                            "recv"))
    for (int sent = 0; sent < n;)
      sent +=
          must(static_cast<int>(::send(target.get(), buffer.data() + sent,
                                       static_cast<std::size_t>(n - sent), 0)),
               "send");
  must(::shutdown(target.get(), SHUT_WR), "shutdown");  // that direction alone
} catch (const std::exception& error) {
  // One side is lost: there is nobody to pass anything on to.
  std::cerr << "relay: " << error.what() << '\n';
  ::shutdown(source.get(), SHUT_RDWR);
  ::shutdown(target.get(), SHUT_RDWR);
}

void serve(const Socket& client, const addrinfo& address) try {
  const Socket upstream = connect_to(address);
  std::thread question{[&] { pump(client, upstream); }};
  pump(upstream, client);
  question.join();  // both directions have ended: now both sockets are closed
} catch (const std::exception& error) {
  std::cerr << "relay: " << error.what() << '\n';
}

}  // namespace

int main() try {
  std::signal(SIGPIPE, SIG_IGN);  // send() says EPIPE
  const Addresses here = resolve(value("HOST"), value("PORT"));
  const Addresses there =
      resolve(value("UPSTREAM_HOST"), value("UPSTREAM_PORT"));

  const Socket listener{
      must(::socket(here->ai_family, SOCK_STREAM, 0), "socket")};
  const int on = 1;
  must(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(::bind(listener.get(), here->ai_addr, here->ai_addrlen), "bind");
  must(::listen(listener.get(), SOMAXCONN), "listen");

  while (true) {
    Socket client{must(::accept(listener.get(), nullptr, nullptr), "accept")};
    std::thread{[client = std::move(client), &there] {
      serve(client, *there);
    }}.detach();
  }
} catch (const std::exception& error) {
  std::cerr << "relay: " << error.what() << '\n';
  return 1;
}
