#include "common/trace/each_line.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "common/socket/must.h"

namespace trace {
namespace {

constexpr std::size_t longest = 1 << 20;
constexpr int pause_ms = 10;

}  // namespace

void each_line(int fd, const std::function<void(std::string_view)>& line,
               const std::function<void()>& quiet,
               const std::function<void(std::string_view)>& beginning) {
  bool begun = false;
  std::string kept;  // of a line whose end has not come
  std::array<char, 65536> chunk;
  while (true) {
    pollfd watched{fd, POLLIN, 0};
    if (::poll(&watched, 1, pause_ms) == 0) quiet();
    const ssize_t size = ::read(fd, chunk.data(), chunk.size());
    if (size == -1 && errno == EINTR) continue;
    must(size, "read(trace, chunk, size)");
    std::string_view rest{chunk.data(), static_cast<std::size_t>(size)};
    if (!std::exchange(begun, true)) beginning(rest);
    if (rest.empty()) break;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      if (kept.size() <= longest) kept += rest.substr(0, end);
      if (end == rest.npos) break;
      line(kept);
      kept.clear();
      rest.remove_prefix(end + 1);
    }
  }
  if (!kept.empty()) line(kept);
  quiet();
}

}  // namespace trace
