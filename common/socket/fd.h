// A descriptor with one owner, who closes it. See close(2).
#pragma once

#include <unistd.h>

#include <utility>

// Moves and never copies: two owners would close the same number twice, and the
// second close could hit a descriptor that somebody else was given meanwhile.
// (To have two descriptors for one socket on purpose, see dup(2), and lab 05.)
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_{fd} {}
  Fd(Fd&& other) noexcept : fd_{other.release()} {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;

  // The error of close(2) is lost here: where it matters, a lab writes
  // must(CALL(::close(fd.release()))).
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }

  // The number, for a system call. Still owned by this object.
  [[nodiscard]] int get() const { return fd_; }

  // Gives the number away, unclosed: the caller owns it now.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};
