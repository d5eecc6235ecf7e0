#include "common/socket/io.h"

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
