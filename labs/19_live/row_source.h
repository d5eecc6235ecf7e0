// Where rows come from, besides a play: standard input, in lines.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "labs/19_live/history.h"

namespace live {

// Bytes in, rows into the history.
class RowReader {
 public:
  // Reads once. Returns false at the end. See read(2).
  bool read(int fd, History& history) {
    const ssize_t n = ::read(fd, buffer_.data(), buffer_.size());
    if (n == -1 && (errno == EAGAIN || errno == EINTR)) return true;
    if (n > 0) {
      take({buffer_.data(), static_cast<std::size_t>(n)}, history);
    } else {
      history.add(std::exchange(line_, ""));
    }
    return n > 0;
  }

 private:
  void take(std::string_view bytes, History& history) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      // One byte more than a row may have shows that it is too long.
      line_ += bytes.substr(0, end).substr(
          0, longest_row + 1 - std::min(line_.size(), longest_row + 1));
      if (end == std::string_view::npos) return;
      history.add(std::exchange(line_, ""));
      bytes.remove_prefix(end + 1);
    }
  }

  std::string line_{};  // that is not complete
  std::array<char, 65536> buffer_{};
};

// Standard input, if it is to be waited for. epoll does not watch a file, which can
// always be read: all of it is read at once. Nothing comes from /dev/null.
inline Fd open_input(RowReader& reader, History& history) {
  struct stat input {};
  must(::fstat(STDIN_FILENO, &input), "fstat(standard input)");
  if (S_ISREG(input.st_mode)) {
    while (reader.read(STDIN_FILENO, history)) continue;
    history.end(0);
    return Fd{};
  }
  if (S_ISCHR(input.st_mode) && ::isatty(STDIN_FILENO) != 1) return Fd{};
  return Fd{must(::dup(STDIN_FILENO), "dup(standard input)")};
}

}  // namespace live
