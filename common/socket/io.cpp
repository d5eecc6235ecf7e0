#include "common/socket/io.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "common/socket/must.h"

std::size_t read_full(int fd, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t n =
        ::read(fd, buffer.data() + filled, buffer.size() - filled);
    if (n == -1 && errno == EINTR) continue;
    if (must(n, "read(fd, buffer, size)") == 0) break;
    filled += static_cast<std::size_t>(n);
  }
  return filled;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n == -1 && errno == EINTR) continue;
    must(n, "send(fd, bytes, size, MSG_NOSIGNAL)");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}
