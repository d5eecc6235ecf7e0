#include "common/websocket/random.h"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace websocket {

void fill_randomly(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got == -1 && errno == EINTR) continue;
    if (got == -1) {
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace websocket
