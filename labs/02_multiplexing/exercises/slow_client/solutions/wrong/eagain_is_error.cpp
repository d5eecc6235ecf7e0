// wrong: send() returned -1: the client is lost
// fails at: note the server takes no more
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

int main() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::atoi(std::getenv("PORT"))));
  if (inet_pton(AF_INET, std::getenv("HOST"), &address.sin_addr) != 1)
    address.sin_addr.s_addr = INADDR_ANY;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) ||
      listen(listener, SOMAXCONN))
    return 1;
  std::vector<pollfd> watched{{listener, POLLIN, 0}};
  while (poll(watched.data(), watched.size(), -1) > 0) {
    for (std::size_t i = watched.size(); i-- > 1;) {
      if (watched[i].revents == 0) continue;
      char buffer[4096];
      const ssize_t n = recv(watched[i].fd, buffer, sizeof buffer, 0);
      if (n <= 0 || send(watched[i].fd, buffer, static_cast<std::size_t>(n),
                         MSG_NOSIGNAL) == -1) {
        close(watched[i].fd);
        watched.erase(watched.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    if (watched[0].revents == 0) continue;
    const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
    if (client != -1) watched.push_back({client, POLLIN, 0});
  }
}
