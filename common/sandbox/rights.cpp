#include "common/sandbox/rights.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <utility>

#include "common/sandbox/unavailable.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace sandbox {
namespace {

// Whether that number is mapped, and whether 0 is root's in the namespace above.
struct Map {
  bool has_nobody = false;
  bool is_roots = false;
};

Map read_map(const char* path) {
  Map map;
  std::ifstream file{path};
  for (unsigned long long inside = 0, outside = 0, count = 0;
       file >> inside >> outside >> count;) {
    if (inside == 0) map.is_roots = outside == 0;
    if (nobody >= inside && nobody - inside < count) map.has_nobody = true;
  }
  return map;
}

void write_map(pid_t process, const char* name, unsigned outside) {
  const std::string path = "/proc/" + std::to_string(process) + "/" + name;
  const std::string line =
      std::to_string(nobody) + " " + std::to_string(outside) + " 1\n";
  const std::string call = "write(" + path + ", \"" + line + "\")";
  const Fd file{must(::open(path.c_str(), O_WRONLY | O_CLOEXEC), path.c_str())};
  must(::write(file.get(), line.data(), line.size()), call.c_str());
}

void limit(__rlimit_resource what, rlim_t most, const char* name) {
  rlimit now{};
  must(::getrlimit(what, &now), name);
  // We may not have as much ourselves.
  const rlim_t least = std::min(most, now.rlim_max);
  const rlimit its{least, least};
  must(::setrlimit(what, &its), name);
}

}  // namespace

void map_nobody(pid_t process) {
  const Map users = read_map("/proc/self/uid_map");
  if (users.is_roots && !users.has_nobody)
    throw Unavailable{
        "this root cannot become nobody: run it as root of the machine, or as "
        "an "
        "ordinary user"};
  write_map(process, "uid_map", users.is_roots ? nobody : ::geteuid());
  write_map(process, "gid_map", users.is_roots ? nobody : ::getegid());
}

void become_nobody() {
  // An ordinary user may not leave his groups: setgroups(2), EPERM.
  if (::setgroups(0, nullptr) == -1 && errno != EPERM)
    must(-1, "setgroups(0, NULL)");
  must(::setresgid(nobody, nobody, nobody), "setresgid(nobody)");
  must(::setresuid(nobody, nobody, nobody), "setresuid(nobody)");
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0;
       ++capability)
    must(::prctl(PR_CAPBSET_DROP, capability), "prctl(PR_CAPBSET_DROP)");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, 2> none{};
  must(::syscall(SYS_capset, &header, none.data()), "capset(none)");
  must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)");
}

void set_limits(const Limits& limits) {
  limit(RLIMIT_NPROC, static_cast<rlim_t>(limits.processes),
        "setrlimit(RLIMIT_NPROC)");
  limit(RLIMIT_NOFILE, static_cast<rlim_t>(limits.files),
        "setrlimit(RLIMIT_NOFILE)");
  limit(RLIMIT_FSIZE, limits.disk, "setrlimit(RLIMIT_FSIZE)");
  // Not RLIMIT_AS: Node, Go and Java reserve much that they never use.
  limit(RLIMIT_DATA, 2 * limits.memory, "setrlimit(RLIMIT_DATA)");
  limit(RLIMIT_CORE, 0, "setrlimit(RLIMIT_CORE)");
  limit(RLIMIT_MEMLOCK, 1 << 16, "setrlimit(RLIMIT_MEMLOCK)");
}

}  // namespace sandbox
