#include "common/sandbox/root.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/socket/fd.h"
#include "common/socket/must.h"

// Behind <sys/mount.h>, which has some of its names, too.
#include <linux/mount.h>

namespace sandbox {
namespace {

namespace fs = std::filesystem;

// Where our root is until all is taken from it.
constexpr const char* old_root = "/.old";

// What programs and their libraries need. Some are links on most machines.
constexpr std::array<std::string_view, 10> system_folders{
    "/usr",   "/bin",    "/sbin", "/lib", "/lib32",
    "/lib64", "/libx32", "/etc",  "/opt", "/nix"};

// None of these is given, nor a folder that has one of them in it.
constexpr std::array<std::string_view, 6> never_given{"/proc", "/sys", "/dev",
                                                      "/run",  "/tmp", "/var"};

void mount(const std::string& what, const std::string& at, const char* type,
           unsigned long flags, const std::string& data = "") {
  const std::string call = "mount(\"" + what + "\", \"" + at + "\")";
  must(::mount(what.c_str(), at.c_str(), type, flags, data.c_str()),
       call.c_str());
}

// Of that mount and all below it.
void restrict_mount(const std::string& at, std::uint64_t attributes) {
  mount_attr attr{};
  attr.attr_set = attributes;
  const std::string call = "mount_setattr(\"" + at + "\", AT_RECURSIVE)";
  must(::syscall(SYS_mount_setattr, AT_FDCWD, at.c_str(), AT_RECURSIVE, &attr,
                 sizeof attr),
       call.c_str());
}

bool is_below(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path[folder.size()] == '/');
}

void mount_tmpfs(const std::string& at, std::size_t bytes, const char* mode) {
  fs::create_directories(at);
  mount("tmpfs", at, "tmpfs", MS_NOSUID | MS_NODEV,
        "size=" + std::to_string(bytes) + ",nr_inodes=16384,mode=" + mode);
}

// Puts the file or folder of the old root at its place.
void take(const std::string& path, std::uint64_t attributes,
          const std::string& at) {
  const std::string source = old_root + path;
  if (fs::is_directory(source)) {
    fs::create_directories(at);
  } else {
    fs::create_directories(fs::path{at}.parent_path());
    const Fd place{::open(at.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644)};
  }
  mount(source, at, nullptr, MS_BIND | MS_REC);
  if (attributes != 0) restrict_mount(at, attributes);
}

constexpr std::uint64_t to_read =
    MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

void take_system() {
  for (const std::string_view folder : system_folders) {
    const std::string path{folder};
    const std::string source = old_root + path;
    if (fs::is_symlink(source))
      fs::copy_symlink(source, path);
    else if (fs::is_directory(source))
      take(path, to_read, path);
  }
}

void make_devices() {
  fs::create_directory("/dev");
  for (const char* name : {"null", "zero", "full", "random", "urandom"})
    take(std::string{"/dev/"} + name, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
         std::string{"/dev/"} + name);
  fs::create_symlink("/tmp", "/dev/shm");
  fs::create_symlink("/proc/self/fd", "/dev/fd");
  fs::create_symlink("/proc/self/fd/0", "/dev/stdin");
  fs::create_symlink("/proc/self/fd/1", "/dev/stdout");
  fs::create_symlink("/proc/self/fd/2", "/dev/stderr");
}

bool may_be_given(const fs::path& path) {
  if (fs::is_regular_file(path)) return true;
  return fs::is_directory(path) &&
         std::ranges::none_of(never_given, [&](std::string_view folder) {
           return path == "/" || is_below(folder, path.native());
         });
}

// Each path as it was named, for others may name it so, and as it is without links;
// and what it is. A folder stands before what is in it.
std::map<std::string, std::string> given(const Plan& plan) {
  std::map<std::string, std::string> all;
  const auto give = [&](const fs::path& named) {
    std::error_code error;
    const fs::path path = fs::canonical(named, error);
    if (error || !may_be_given(path)) return;
    all[path] = path;
    all[fs::absolute(named).lexically_normal()] = path;
  };
  give(plan.folder);
  for (const std::string& path : plan.readable) give(path);
  return all;
}

bool is_there(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace

// The new root is built where /tmp is, and then becomes /: so the whole old one can
// still be seen below it.
void enter_root(const Plan& plan) {
  const std::map<std::string, std::string> wanted = given(plan);
  must(::unshare(CLONE_NEWNS), "unshare(CLONE_NEWNS)");
  ::umask(022);
  mount("none", "/", nullptr, MS_REC | MS_PRIVATE);
  constexpr std::size_t for_folders = 1 << 20;
  mount_tmpfs("/tmp", for_folders, "755");
  must(::chdir("/tmp"), "chdir(\"/tmp\")");
  fs::create_directory(old_root + 1);
  must(::syscall(SYS_pivot_root, ".", old_root + 1),
       "pivot_root(\".\", \".old\")");
  must(::chdir("/"), "chdir(\"/\")");

  take_system();
  make_devices();
  take("/proc", 0, "/proc");  // without it mount_processes() may not mount one
  mount_tmpfs("/tmp", plan.limits.disk, "1777");
  const auto is_hidden = [&](const std::string& path) {
    return std::ranges::any_of(plan.hidden, [&](const std::string& folder) {
      return is_below(path, folder);
    });
  };
  const auto take_given = [&](bool hidden) {
    for (const auto& [at, path] : wanted)
      if (is_hidden(path) == hidden && !is_there(at)) take(path, to_read, at);
  };
  take_given(false);
  std::vector<std::string> hidden;
  std::ranges::copy_if(plan.hidden, std::back_inserter(hidden), is_there);
  for (const std::string& folder : hidden)
    mount_tmpfs(folder, for_folders, "755");
  take_given(true);  // a file in there that was given by its name

  must(::umount2(old_root, MNT_DETACH), "umount2(old_root, MNT_DETACH)");
  fs::remove(old_root);
  for (const std::string& folder : hidden)
    restrict_mount(folder, MOUNT_ATTR_RDONLY);
  mount("none", "/", nullptr,
        MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV);
}

void mount_processes() {
  constexpr unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  mount("proc", "/proc", "proc", flags);
  mount("none", "/proc", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | flags);
}

}  // namespace sandbox
