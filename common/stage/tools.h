// What the stage finds on the machine that it plays on.
#pragma once

#include <string>
#include <string_view>

namespace stage {

// Whether a command of that name is on the PATH.
bool has_tool(const std::string& name);

// The next port behind that one that no socket has at either end, in the words of
// /proc/net/tcp, from 20000 to 31999: below those that the kernel gives to clients.
int next_free_port(int port, std::string_view proc_net_tcp);

// The same for this machine. Two plays look from different places, so that they do
// not find the same one.
int find_free_port(int last);

}  // namespace stage
