#include "common/sandbox/stream.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace sandbox {
namespace {

// So much a pipe takes at once, if it takes anything: PIPE_BUF in pipe(7).
constexpr std::size_t at_once = PIPE_BUF;

bool can_be_written(int fd) {
  pollfd writable{fd, POLLOUT, 0};
  return ::poll(&writable, 1, 0) == 1;
}

}  // namespace

Stream::Stream(Fd from, int to) : from_{std::move(from)}, to_{to} {
  ::fcntl(from_.get(), F_SETFL, O_NONBLOCK);
}

bool Stream::pass_on(std::size_t& left) {
  if (!from_ || (left > 0 && !can_be_written(to_))) return false;
  std::array<char, at_once> chunk;
  const ssize_t n = ::read(from_.get(), chunk.data(), chunk.size());
  if (n == -1 && (errno == EAGAIN || errno == EINTR)) return false;
  if (n <= 0) {
    from_ = Fd{};
    return false;
  }
  const auto size = static_cast<std::size_t>(n);
  const std::size_t passed = std::min(size, left);
  left -= passed;
  if (passed > 0 && ::write(to_, chunk.data(), passed) == -1 && errno != EINTR)
    from_ = Fd{};  // so its next write() fails, as ours
  return passed < size;
}

}  // namespace sandbox
