#include "common/calls/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <memory>
#include <string_view>

#include "common/socket/fd.h"

namespace calls {
namespace {

std::string path_of(pid_t id, const char* what) {
  return "/proc/" + std::to_string(id) + "/" + what;
}

std::string path_of(pid_t id, const char* what, int fd) {
  return path_of(id, what) + std::to_string(fd);
}

std::string read_file(const std::string& path) {
  const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t n = 0;
  while (file && (n = ::read(file.get(), buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(n));
  return text;
}

template <typename Number>
Number number_behind(std::string_view text, std::string_view key, int base,
                     Number otherwise) {
  const auto at = text.find(key);
  if (at == text.npos) return otherwise;
  text.remove_prefix(at + key.size());
  std::from_chars(text.data(), text.data() + text.size(), otherwise, base);
  return otherwise;
}

}  // namespace

pid_t process_of(pid_t thread) {
  return number_behind(read_file(path_of(thread, "status")), "\nTgid:\t", 10,
                       thread);
}

pid_t tracer_of(pid_t thread) {
  return number_behind(read_file(path_of(thread, "status")), "\nTracerPid:\t",
                       10, pid_t{0});
}

std::string program_of(pid_t process) {
  const std::string name = read_file(path_of(process, "comm"));
  return name.substr(0, name.find('\n'));
}

Memory memory_of(pid_t thread) {
  return [thread](std::uint64_t address, std::span<std::byte> buffer) {
    const iovec here{buffer.data(), buffer.size()};
    // An address of the other process: it means nothing in ours.
    const iovec there{std::bit_cast<void*>(address), buffer.size()};
    const ssize_t n = ::process_vm_readv(thread, &here, 1, &there, 1, 0);
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  };
}

std::optional<Inode> socket_at(pid_t thread, int fd) {
  if (fd < 0) return 0;
  std::array<char, 64> target{};
  const ssize_t n = ::readlink(path_of(thread, "fd/", fd).c_str(),
                               target.data(), target.size());
  if (n == -1 && (errno == EACCES || errno == EPERM)) return std::nullopt;
  const std::string_view text{target.data(),
                              n > 0 ? static_cast<std::size_t>(n) : 0};
  return number_behind(text, "socket:[", 10, Inode{0});
}

std::map<int, Inode> sockets_of(pid_t thread) {
  std::map<int, Inode> found;
  const auto close_folder = [](DIR* folder) { ::closedir(folder); };
  const std::unique_ptr<DIR, decltype(close_folder)> folder{
      ::opendir(path_of(thread, "fd").c_str())};
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (const Inode inode = socket_at(thread, fd).value_or(0))
      found[fd] = inode;
  }
  return found;
}

std::string descriptor_info(pid_t thread, int fd) {
  return read_file(path_of(thread, "fdinfo/", fd));
}

bool closes_on_exec(pid_t thread, int fd) {
  return (number_behind(descriptor_info(thread, fd), "flags:\t", 8, 0) &
          O_CLOEXEC) != 0;
}

bool lacks_its_rights(pid_t process) {
  struct stat program {};
  if (::stat(path_of(process, "exe").c_str(), &program) == -1) return false;
  const std::string status = read_file(path_of(process, "status"));
  // "Uid: real effective ...": of the two the second one counts.
  const auto effective = [&](std::string_view key) {
    const auto line = status.find(key);
    const auto second = status.find('\t', line + key.size());
    return line == status.npos
               ? 0U
               : number_behind(std::string_view{status}.substr(second), "\t",
                               10, 0U);
  };
  return ((program.st_mode & S_ISUID) != 0 &&
          effective("\nUid:\t") != program.st_uid) ||
         ((program.st_mode & S_ISGID) != 0 &&
          effective("\nGid:\t") != program.st_gid);
}

}  // namespace calls
