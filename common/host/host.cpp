#include "common/host/host.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <chrono>
#include <cstring>
#include <stdexcept>

#include "common/host/counters.h"
#include "common/socket/must.h"

namespace host {
namespace {

constexpr std::chrono::seconds patience{5};

// Somebody has opened the device, so its link comes up. Until the kernel has
// also given it a queue, it drops what is sent: a first SYN, say.
void wait_for_link(ifreq device) {
  const Fd any{must(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
                    "socket(AF_INET, SOCK_DGRAM, 0)")};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    must(::ioctl(any.get(), SIOCGIFFLAGS, &device), "ioctl(SIOCGIFFLAGS)");
    if ((device.ifr_flags & IFF_RUNNING) != 0) break;
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error{"the device \"wire\" does not come up"};
    ::poll(nullptr, 0, 1);
  }
  // The kernel may still be at it. It lets nobody set flags meanwhile.
  must(::ioctl(any.get(), SIOCSIFFLAGS, &device), "ioctl(SIOCSIFFLAGS)");
}

}  // namespace

Visit::Visit(const std::string& name)
    : home_{must(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC),
                 "open(\"/proc/self/ns/net\")")} {
  const std::string path = "/run/netns/" + name;
  const Fd there{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!there)
    throw std::runtime_error{"there is no host '" + name +
                             "' here: run this in scripts/two_hosts.sh"};
  must(::setns(there.get(), CLONE_NEWNET), "setns(there, CLONE_NEWNET)");
}

Visit::~Visit() {
  ::setns(home_.get(), CLONE_NEWNET);
}

bool is_lab_host() {
  struct stat here {};
  must(::stat("/proc/thread-self/ns/net", &here),
       "stat(\"/proc/thread-self/ns/net\")");
  const auto is = [&](const char* path) {
    struct stat there {};
    return ::stat(path, &there) == 0 && there.st_dev == here.st_dev &&
           there.st_ino == here.st_ino;
  };
  return is("/run/netns/client") || is("/run/netns/server");
}

Host open_host(const std::string& name) {
  const Visit there{name};
  Fd tun{must(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC),
              "open(\"/dev/net/tun\")")};
  ifreq request{};
  std::strncpy(request.ifr_name, "wire", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  must(::ioctl(tun.get(), TUNSETIFF, &request), "ioctl(tun, TUNSETIFF)");
  wait_for_link(request);
  return {name, std::move(tun), Kernel{}, open_counters()};
}

}  // namespace host
