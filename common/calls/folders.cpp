#include "common/calls/folders.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace calls {

std::optional<Inode> Folders::socket_at(pid_t thread, int fd) {
  constexpr std::size_t most = 100;
  constexpr std::string_view socket = "socket:[";
  if (folders_.size() > most) folders_.clear();
  Fd& folder = folders_[thread];
  if (!folder)
    folder = Fd{::open(("/proc/" + std::to_string(thread) + "/fd").c_str(),
                       O_PATH | O_DIRECTORY | O_CLOEXEC)};
  std::array<char, 12> name{};
  std::to_chars(name.begin(), name.end(), fd);
  std::array<char, 64> target{};
  const ssize_t n =
      ::readlinkat(folder.get(), name.data(), target.data(), target.size());
  if (n == -1) {
    // There is no such descriptor; or another thread has this number now.
    folder = Fd{};
    return calls::socket_at(thread, fd);
  }
  const std::string_view text{target.data(), static_cast<std::size_t>(n)};
  if (!text.starts_with(socket)) return 0;
  Inode inode = 0;
  std::from_chars(text.data() + socket.size(), text.data() + text.size(),
                  inode);
  return inode;
}

}  // namespace calls
