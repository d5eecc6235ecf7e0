// One host of the two-host world: its TUN device and its kernel.
#pragma once

#include <string>

#include "common/observe/kernel.h"
#include "common/socket/fd.h"

namespace observe {

struct Host {
  std::string name;
  Fd tun;  // read: what the host sends. write: what reaches it. Non-blocking
  Kernel kernel;  // of its network namespace
};

// Opens the device "wire" of a namespace that `ip netns` knows by that name,
// and stays in its own. Throws std::system_error. Needs the rights of the
// world's root. See setns(2), and Documentation/networking/tuntap.rst of the
// kernel.
Host open_host(const std::string& name);

}  // namespace observe
