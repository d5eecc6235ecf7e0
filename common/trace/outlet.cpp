#include "common/trace/outlet.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/socket/must.h"

namespace trace {
namespace {

constexpr std::size_t most_kept = 64 << 20;
constexpr int how_to_open = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;

int open_outlet(const std::string& path) {
  if (path != "-") {
    const std::string text = "open(\"" + path + "\")";
    return must(::open(path.c_str(), how_to_open, 0644), text.c_str());
  }
  // A terminal is opened anew, if it may be: the shell that shares it must not
  // find it non-blocking.
  const int terminal = ::isatty(STDOUT_FILENO) == 1
                           ? ::open("/proc/self/fd/1", O_WRONLY | O_CLOEXEC)
                           : -1;
  if (terminal != -1) return terminal;
  return must(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0),
              "fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)");
}

}  // namespace

Outlet::Outlet(const std::string& path) : Outlet{path, 0, ""} {}

Outlet::Outlet(const std::string& path, std::size_t most, std::string head)
    : path_{path},
      most_{most},
      head_{std::move(head)},
      half_{head_.size()},
      fd_{open_outlet(path)},
      kept_{head_} {
  const int flags = must(::fcntl(fd_.get(), F_GETFL), "fcntl(fd, F_GETFL)");
  must(::fcntl(fd_.get(), F_SETFL, flags | O_NONBLOCK),
       "fcntl(fd, F_SETFL, O_NONBLOCK)");
}

bool Outlet::add(std::string_view bytes) {
  // What fails here fails in flush() too, which tells it.
  if (most_ > 0 && half_ + bytes.size() > most_ / 2 && write_kept() == 0 &&
      empty())
    turn();
  if (kept_.size() - written_ + bytes.size() > most_kept) return false;
  kept_ += bytes;
  half_ += bytes.size();
  return true;
}

bool Outlet::add(std::span<const std::byte> bytes) {
  return add({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Returns the error that has stopped it, or 0.
int Outlet::write_kept() {
  while (!empty()) {
    const ssize_t n =
        ::write(fd_.get(), kept_.data() + written_, kept_.size() - written_);
    if (n == -1 && errno == EINTR) continue;
    if (n == -1 && errno == EAGAIN) break;
    if (n == -1) return errno;
    written_ += static_cast<std::size_t>(n);
  }
  // Not each time: what a slow reader leaves would be moved again and again.
  if (written_ > kept_.size() / 2) {
    kept_.erase(0, written_);
    written_ = 0;
  }
  return 0;
}

void Outlet::flush() {
  if (const int error = write_kept(); error != 0)
    throw std::system_error{error, std::generic_category(),
                            "write(" + path_ + ")"};
}

// This half is full: it becomes the older one. If there is no room for a new
// one, this one grows.
void Outlet::turn() {
  ::rename(path_.c_str(), (path_ + ".1").c_str());
  const int fd = ::open(path_.c_str(), how_to_open, 0644);
  if (fd == -1) return;
  fd_ = Fd{fd};
  kept_ = head_;
  half_ = head_.size();
  written_ = 0;
}

void Outlet::finish(std::optional<std::chrono::milliseconds> patience) {
  const int timeout = patience ? static_cast<int>(patience->count()) : -1;
  for (flush(); !empty(); flush()) {
    pollfd writable{fd_.get(), POLLOUT, 0};
    if (::poll(&writable, 1, timeout) == 0)
      throw std::runtime_error{
          "the reader of " + path_ + " takes nothing any more: " +
          std::to_string(kept_.size() - written_) + " bytes are lost"};
  }
}

}  // namespace trace
