// A guest asks for N letters, in a line. However it leaves, ~Fd() closes.
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

// A descriptor with one owner, who closes it: on each way out.
class Fd {
 public:
  explicit Fd(int fd) : fd_{fd} {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { close(fd_); }
  operator int() const { return fd_; }

 private:
  int fd_;
};

template <typename T>
T must(T result, const char* call) {
  if (result == -1)
    throw std::system_error{errno, std::generic_category(), call};
  return result;
}

const char* given(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr)
    throw std::runtime_error{name + std::string{" is not set"}};
  return value;
}

void listen_on(const Fd& listener, const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host, port, &hints, &found); error != 0)
    throw std::runtime_error{gai_strerror(error)};
  const int on = 1;
  must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
       "setsockopt");
  must(bind(listener, found->ai_addr, found->ai_addrlen), "bind");
  freeaddrinfo(found);
  must(listen(listener, SOMAXCONN), "listen");
}

void serve(const Fd& guest) {
  std::string line;
  char buffer[100];
  while (line.find('\n') == line.npos) {
    const ssize_t n = must(recv(guest, buffer, sizeof buffer, 0), "recv");
    if (n == 0) return;  // it has left before its line was whole
    line.append(buffer, static_cast<std::size_t>(n));
  }
  const std::string answer(std::stoul(line), 'x');
  for (std::size_t sent = 0; sent < answer.size();)
    sent += static_cast<std::size_t>(must(
        send(guest, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL),
        "send"));
}

}  // namespace

int main() try {
  const Fd listener{must(socket(AF_INET, SOCK_STREAM, 0), "socket")};
  listen_on(listener, given("HOST"), given("PORT"));
  for (;;) {
    const Fd guest{must(accept(listener, nullptr, nullptr), "accept")};
    try {
      serve(guest);
    } catch (const std::exception& error) {
      std::printf("a guest has left: %s\n", error.what());
    }
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
