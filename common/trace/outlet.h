// Where a trace goes: a file or a pipe whose reader may be slow. Nothing here
// waits for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/socket/fd.h"

namespace trace {

class Outlet {
 public:
  // "-" is standard output. Throws std::system_error.
  explicit Outlet(const std::string& path);

  // Keeps about the last `most` bytes, in two halves: a full PATH becomes PATH.1,
  // in place of the half before. Each begins with `head`, and ends where an add()
  // did.
  Outlet(const std::string& path, std::size_t most, std::string head);

  // Keeps the bytes until flush(). Returns whether there was room for them:
  // what the reader has not taken is bounded by 64 MiB.
  bool add(std::string_view bytes);
  bool add(std::span<const std::byte> bytes);

  // Writes what can be written now. The rest stays, also where it throws
  // std::system_error: when a full disk has room again, nothing is missing.
  void flush();

  // Writes all, and waits for the reader; no longer than `patience`, if that is
  // given, while it takes nothing: throws then, as flush() does.
  void finish(std::optional<std::chrono::milliseconds> patience = {});

  [[nodiscard]] bool empty() const { return written_ == kept_.size(); }
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  int write_kept();
  void turn();

  std::string path_;
  std::size_t most_ = 0;  // 0: all is kept
  std::string head_;
  std::size_t half_ = 0;  // bytes added to this one
  Fd fd_;
  std::string kept_;
  std::size_t written_ = 0;
};

}  // namespace trace
