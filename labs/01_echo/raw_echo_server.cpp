// raw_echo_server: the echo server with nothing but system calls.
//
// Watch:  all that the other programs leave to common/socket: the address in
//         network byte order, the check of each call, the loop around send().
// Read:   ip(7), socket(7); RFC 9293, section 3.9.1 "User/TCP Interface".
// Run:    build/labs/01_echo/raw_echo_server, and in another terminal
//         build/labs/01_echo/echo_client
//
// It takes one client on 127.0.0.1:7000, and ends with it. The other programs
// use Fd, Address and must() for what stands here in full.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

int main(int argc, char**) {
  if (argc > 1) {
    std::fputs("usage: raw_echo_server\n", stderr);
    return 2;
  }

  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  if (listener == -1) {
    std::perror("raw_echo_server: socket");
    return 1;
  }

  // Old connections of this port in TIME-WAIT do not stop bind().
  const int on = 1;
  if (::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) {
    std::perror("raw_echo_server: setsockopt");
    return 1;
  }

  // Port and address go over the network with their highest byte first.
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(7000);
  if (::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr) != 1) {
    std::fputs("raw_echo_server: not an IPv4 address\n", stderr);
    return 1;
  }

  // The call takes any kind of address: hence the cast, and the size.
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address),
             sizeof address) == -1) {
    std::perror("raw_echo_server: bind");
    return 1;
  }
  if (::listen(listener, SOMAXCONN) == -1) {
    std::perror("raw_echo_server: listen");
    return 1;
  }

  const int client = ::accept(listener, nullptr, nullptr);
  if (client == -1) {
    std::perror("raw_echo_server: accept");
    return 1;
  }

  char buffer[4096];
  while (true) {
    const ssize_t received = ::recv(client, buffer, sizeof buffer, 0);
    if (received == -1 && errno == EINTR) continue;  // a signal came: again
    if (received == -1) {
      std::perror("raw_echo_server: recv");
      return 1;
    }
    if (received == 0) break;  // the client's FIN: no more will come

    // send() may take less than it is given: go on behind what it took.
    for (ssize_t sent = 0; sent < received;) {
      const ssize_t n =
          ::send(client, buffer + sent, static_cast<size_t>(received - sent),
                 MSG_NOSIGNAL);  // an error, and not a signal, if it is gone
      if (n == -1 && errno == EINTR) continue;
      if (n == -1) {
        std::perror("raw_echo_server: send");
        return 1;
      }
      sent += n;
    }
  }

  if (::close(client) == -1 || ::close(listener) == -1) {
    std::perror("raw_echo_server: close");
    return 1;
  }
  return 0;
}
