// wrong: no room for this line: then the next one
// fails at: note no byte is missing before line ...
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

int main() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* address = nullptr;
  if (::getaddrinfo(std::getenv("HOST"), std::getenv("PORT"), &hints, &address))
    return 1;
  const int server = ::socket(address->ai_family, SOCK_STREAM, 0);
  if (::connect(server, address->ai_addr, address->ai_addrlen) != 0) return 1;
  ::fcntl(server, F_SETFL, O_NONBLOCK);
  const auto size = static_cast<std::size_t>(std::atoi(std::getenv("SIZE")));
  char heard[100];
  for (int number = 1; ::recv(server, heard, sizeof heard, 0) == -1; ++number) {
    std::string line = std::to_string(number) + ' ';
    line.resize(size - 1, '.');
    line += '\n';
    std::size_t sent = 0;
    while (sent < size) {
      const ssize_t n =
          ::send(server, line.data() + sent, size - sent, MSG_NOSIGNAL);
      if (n == -1) {  // full: come back later, with the next line
        pollfd watched{server, POLLIN | POLLOUT, 0};
        ::poll(&watched, 1, 100);
        break;
      }
      sent += static_cast<std::size_t>(n);
    }
  }
  ::shutdown(server, SHUT_WR);
  ::close(server);
}
