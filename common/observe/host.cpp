#include "common/observe/host.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

#include <cstring>

#include "common/socket/must.h"

namespace observe {

Visit::Visit(const std::string& name)
    : home_{must(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC),
                 "open(\"/proc/self/ns/net\")")} {
  const std::string path = "/run/netns/" + name;
  const std::string text = "open(\"" + path + "\")";
  const Fd there{
      must(::open(path.c_str(), O_RDONLY | O_CLOEXEC), text.c_str())};
  must(::setns(there.get(), CLONE_NEWNET), "setns(there, CLONE_NEWNET)");
}

Visit::~Visit() {
  ::setns(home_.get(), CLONE_NEWNET);
}

Host open_host(const std::string& name) {
  const Visit there{name};
  Fd tun{must(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC),
              "open(\"/dev/net/tun\")")};
  ifreq request{};
  std::strncpy(request.ifr_name, "wire", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  must(::ioctl(tun.get(), TUNSETIFF, &request), "ioctl(tun, TUNSETIFF)");
  return {name, std::move(tun), Kernel{}};
}

}  // namespace observe
