// What the stage finds on the machine that it plays on.
#pragma once

#include <string>
#include <string_view>

namespace stage {

// Whether a command of that name is on the PATH.
bool has_tool(const std::string& name);

// A port from 20000 to 31999, another one than `port`, that no socket in the text
// of /proc/net/tcp has at either end. The kernel gives clients only higher ports.
int next_free_port(int port, std::string_view proc_net_tcp);

// The same for this machine. Two plays look from different places, so that they do
// not find the same one.
int find_free_port(int last);

}  // namespace stage
