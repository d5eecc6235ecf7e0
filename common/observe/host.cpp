#include "common/observe/host.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

#include <cstring>

#include "common/socket/must.h"

namespace observe {

Host open_host(const std::string& name) {
  const Fd home{must(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC),
                     "open(\"/proc/self/ns/net\")")};
  const std::string path = "/run/netns/" + name;
  const std::string text = "open(\"" + path + "\")";
  const Fd there{
      must(::open(path.c_str(), O_RDONLY | O_CLOEXEC), text.c_str())};

  // A socket and a TUN device belong to the namespace in which they are opened,
  // wherever their owner goes after that.
  must(::setns(there.get(), CLONE_NEWNET), "setns(there, CLONE_NEWNET)");
  Fd tun{must(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC),
              "open(\"/dev/net/tun\")")};
  ifreq request{};
  std::strncpy(request.ifr_name, "wire", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  must(::ioctl(tun.get(), TUNSETIFF, &request), "ioctl(tun, TUNSETIFF)");
  Kernel kernel;
  must(::setns(home.get(), CLONE_NEWNET), "setns(home, CLONE_NEWNET)");
  return {name, std::move(tun), std::move(kernel)};
}

}  // namespace observe
