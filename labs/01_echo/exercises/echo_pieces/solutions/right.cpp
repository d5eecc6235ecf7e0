// Each line is sent back with its length before it. A line may come in pieces,
// and a piece may hold many lines: what is not yet a whole line is kept.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

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

int listen_on(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host, port, &hints, &found); error != 0)
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

void answer(int client, std::string_view line) {
  std::string text = std::to_string(line.size()) + ' ';
  text.append(line) += '\n';
  for (std::size_t sent = 0; sent < text.size();)
    sent += static_cast<std::size_t>(
        must(send(client, text.data() + sent, text.size() - sent, MSG_NOSIGNAL),
             "send"));
}

void serve(int client) {
  std::string kept;
  char piece[4096];
  while (const ssize_t n = must(recv(client, piece, sizeof piece, 0), "recv")) {
    kept.append(piece, static_cast<std::size_t>(n));
    std::size_t begin = 0;
    for (std::size_t end; (end = kept.find('\n', begin)) != kept.npos;
         begin = end + 1)
      answer(client, std::string_view{kept}.substr(begin, end - begin));
    kept.erase(0, begin);
  }
  // The client has ended: its last line needs no newline.
  if (!kept.empty()) answer(client, kept);
}

}  // namespace

int main() try {
  const int listener = listen_on(given("HOST"), given("PORT"));
  for (;;) {
    const int client = must(accept(listener, nullptr, nullptr), "accept");
    serve(client);
    must(close(client), "close");
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
