#include "common/sandbox/usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <string_view>

#include "common/socket/must.h"

namespace sandbox {
namespace {

std::size_t number_behind(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  std::size_t number = 0;
  if (at == text.npos) return number;
  text.remove_prefix(text.find_first_not_of(" \t", at + key.size()));
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Usage::Usage(pid_t first) {
  const std::string path = "/proc/" + std::to_string(first) + "/root/proc";
  processes_ = Fd{must(::open(path.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC),
                       path.c_str())};
}

// Memory is what a process alone has: pages of a program's file are no one's. Page
// tables count, too: empty pages cost nothing else.
std::optional<std::string> Usage::too_much(const Limits& limits) const {
  std::size_t threads = 0;
  std::size_t kibibytes = 0;
  const auto close_folder = [](DIR* folder) { ::closedir(folder); };
  const std::unique_ptr<DIR, decltype(close_folder)> folder{::fdopendir(
      ::openat(processes_.get(), ".", O_DIRECTORY | O_RDONLY | O_CLOEXEC))};
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    const Fd file{::openat(processes_.get(),
                           (std::string{entry->d_name} + "/status").c_str(),
                           O_RDONLY | O_CLOEXEC)};
    std::array<char, 4096> buffer{};
    // Not read(), at which `calls` would stop us.
    const ssize_t size =
        file ? ::pread(file.get(), buffer.data(), buffer.size(), 0) : 0;
    if (size <= 0) continue;  // it has ended
    const std::string_view status{buffer.data(),
                                  static_cast<std::size_t>(size)};
    threads += number_behind(status, "\nThreads:");
    for (const char* key : {"\nRssAnon:", "\nRssShmem:", "\nVmPTE:"})
      kibibytes += number_behind(status, key);
  }
  if (threads >= static_cast<std::size_t>(limits.processes))
    return std::to_string(limits.processes) + " processes and threads";
  if (kibibytes << 10 > limits.memory)
    return std::to_string(limits.memory >> 20) + " MiB of memory";
  return std::nullopt;
}

}  // namespace sandbox
