#include "common/calls/control.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "common/socket/must.h"

namespace calls {

Control::Control(Fd fd, bool told) : fd_{std::move(fd)}, told_{told} {
  const int flags = must(::fcntl(fd_.get(), F_GETFL), "fcntl(F_GETFL)");
  must(::fcntl(fd_.get(), F_SETFD, FD_CLOEXEC), "fcntl(F_SETFD, FD_CLOEXEC)");
  must(::fcntl(fd_.get(), F_SETOWN, ::getpid()), "fcntl(F_SETOWN)");
  must(::fcntl(fd_.get(), F_SETFL, flags | O_NONBLOCK | O_ASYNC),
       "fcntl(F_SETFL, O_NONBLOCK|O_ASYNC)");
}

std::vector<std::string> Control::take() {
  std::vector<std::string> lines;
  std::array<char, 4096> buffer{};
  ssize_t n = 0;
  while (fd_ && (n = ::read(fd_.get(), buffer.data(), buffer.size())) > 0) {
    begun_.append(buffer.data(), static_cast<std::size_t>(n));
    for (auto end = begun_.find('\n'); end != begun_.npos;
         end = begun_.find('\n')) {
      lines.push_back(begun_.substr(0, end));
      begun_.erase(0, end + 1);
    }
  }
  const bool is_over = n == 0 || (errno != EAGAIN && errno != EINTR);
  if (fd_ && is_over) {
    fd_ = Fd{};
    lines.emplace_back("run");
  }
  return lines;
}

void Control::held(pid_t process, std::string_view text) const {
  if (!told_ || !fd_) return;
  const std::string line =
      "held " + std::to_string(process) + " " + std::string{text} + "\n";
  // Its errors do not matter: a peer that cannot read this cannot answer.
  const ssize_t n = ::write(fd_.get(), line.data(), line.size());
  (void)n;
}

}  // namespace calls
