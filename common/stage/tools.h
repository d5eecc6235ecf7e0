// What the stage finds on the machine that it plays on.
#pragma once

#include <string>
#include <string_view>

#include "common/socket/fd.h"

namespace stage {

// Whether a command of that name is on the PATH.
bool has_tool(const std::string& name);

// A port from 20000 to 31999, another one than `port`, that no socket in the text
// of /proc/net/tcp has at either end. The kernel gives clients only higher ports.
int next_free_port(int port, std::string_view proc_net_tcp);

// The same for this machine. No other play gets that port while `claim` is open: a
// socket of the name "tcp-lab-port-20101". See unix(7), abstract names. Two plays
// look from different places. Throws if no port is free.
struct FreePort {
  int number = 0;
  Fd claim{};
};
FreePort find_free_port(int last);

}  // namespace stage
