// Tries one address after another, each for a limited time, and asks the first that
// answers.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace {

using Milliseconds = std::chrono::milliseconds;

int must(long result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return static_cast<int>(result);
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

std::string value(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr)
    throw std::runtime_error{std::string{name} + " is not set"};
  return text;
}

sockaddr_in make_address(const std::string& host, const std::string& port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(std::stoi(port)));
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1)
    throw std::runtime_error{host + " is not an address"};
  return address;
}

// Waits until the connect() of `socket` has come to its end: whether it has in time.
bool has_ended(const Socket& socket, Milliseconds timeout) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + timeout;
  pollfd ready{.fd = socket.get(), .events = POLLOUT, .revents = 0};
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    const int n = ::poll(&ready, 1, static_cast<int>(left.count()));
    if (n == 1) return true;
    if (n == -1 && errno != EINTR) must(n, "poll");
  }
}

// A connected socket that blocks, or an exception: ETIMEDOUT after that time,
// ECONNREFUSED at once.
Socket connect_to(const sockaddr_in& address, Milliseconds timeout) {
  Socket socket{
      must(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket")};
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) == -1) {
    if (errno != EINPROGRESS) must(-1, "connect");
    int error = ETIMEDOUT;
    socklen_t size = sizeof error;
    // Writable: the attempt is over. Only SO_ERROR tells whether it was a good one.
    if (has_ended(socket, timeout))
      must(::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size),
           "getsockopt");
    if (error != 0)
      throw std::system_error{error, std::generic_category(), "connect"};
  }
  const int flags = must(::fcntl(socket.get(), F_GETFL), "fcntl");
  must(::fcntl(socket.get(), F_SETFL, flags & ~O_NONBLOCK), "fcntl");
  return socket;
}

Socket connect_to_any(const std::string& addresses, const std::string& port,
                      Milliseconds timeout) {
  std::istringstream list{addresses};
  for (std::string host; list >> host;) try {
      return connect_to(make_address(host, port), timeout);
    } catch (const std::system_error& error) {
      std::cout << host << ' ' << error.what() << '\n';
    }
  throw std::runtime_error{"no address answers"};
}

void send_all(const Socket& socket, std::string_view bytes) {
  while (!bytes.empty())
    bytes.remove_prefix(static_cast<std::size_t>(
        must(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
             "send")));
}

}  // namespace

int main() try {
  const Socket server =
      connect_to_any(value("ADDRESSES"), value("PORT"),
                     Milliseconds{std::stoi(value("TIMEOUT_MS"))});
  send_all(server, value("QUESTION"));
  must(::shutdown(server.get(), SHUT_WR), "shutdown");
  std::array<char, 4096> buffer;
  while (const int n = must(
             ::recv(server.get(), buffer.data(), buffer.size(), 0), "recv"))
    std::cout.write(buffer.data(), n);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "connect_timeout: " << error.what() << '\n';
  return 1;
}
