// One host of the two-host world: its TUN device and its kernel.
#pragma once

#include <string>

#include "common/host/kernel.h"
#include "common/socket/fd.h"

namespace host {

// While it lives, sockets and devices that are opened are those of a namespace
// that `ip netns` knows by that name; they stay there. The calling thread then
// returns to its own. Throws std::system_error, or std::runtime_error if there is
// no such namespace. Needs the rights of the world's root. See setns(2).
class Visit {
 public:
  explicit Visit(const std::string& name);
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  Fd home_;
};

// Whether the calling thread is on one of the two hosts, from which nothing gets
// anywhere but to the other: what forges or floods runs there alone.
bool is_lab_host();

struct Host {
  std::string name;
  Fd tun;  // read: what the host sends. write: what reaches it. Non-blocking
  Kernel kernel;  // of its network namespace
  Fd counters;    // of that, too: see counters.h
};

// Visits the host, and opens its device "wire". See
// Documentation/networking/tuntap.rst of the kernel.
Host open_host(const std::string& name);

}  // namespace host
