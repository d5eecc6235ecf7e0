#include "common/sandbox/usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
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

std::vector<std::string> Usage::processes() const {
  std::vector<std::string> names;
  const auto close_folder = [](DIR* folder) { ::closedir(folder); };
  const std::unique_ptr<DIR, decltype(close_folder)> folder{::fdopendir(
      ::openat(processes_.get(), ".", O_DIRECTORY | O_RDONLY | O_CLOEXEC))};
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr)
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
      names.emplace_back(entry->d_name);
  return names;
}

// Empty if it has ended. Not by read(), at which `calls` would stop us.
std::string Usage::status_of(const std::string& process) const {
  const Fd file{::openat(processes_.get(), (process + "/status").c_str(),
                         O_RDONLY | O_CLOEXEC)};
  std::array<char, 4096> buffer{};
  const ssize_t size =
      file ? ::pread(file.get(), buffer.data(), buffer.size(), 0) : 0;
  return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

// Memory is what a process alone has: pages of a program's file are no one's. Page
// tables count, too: empty pages cost nothing else.
std::optional<std::string> Usage::too_much(const Limits& limits) const {
  const auto most = static_cast<std::size_t>(limits.processes);
  const std::string too_many = std::to_string(most) + " processes and threads";
  const std::vector<std::string> all = processes();
  // So many leave us little time: not for a look at each.
  if (all.size() >= most) return too_many;
  std::size_t threads = 0;
  std::size_t kibibytes = 0;
  for (const std::string& process : all) {
    const std::string status = status_of(process);
    threads += number_behind(status, "\nThreads:");
    for (const char* key : {"\nRssAnon:", "\nRssShmem:", "\nVmPTE:"})
      kibibytes += number_behind(status, key);
  }
  if (threads >= most) return too_many;
  if (kibibytes << 10 > limits.memory)
    return std::to_string(limits.memory >> 20) + " MiB of memory";
  return std::nullopt;
}

}  // namespace sandbox
