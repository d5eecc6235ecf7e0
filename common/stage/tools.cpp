#include "common/stage/tools.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace stage {
namespace {

constexpr int lowest = 20000;
constexpr int ports = 12000;
constexpr int stride = 101;  // which has no divisor of `ports`

}  // namespace

bool has_tool(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders{path != nullptr ? path : ""};
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access(folder.append("/").append(name).c_str(), X_OK) == 0)
      return true;
  return false;
}

int next_free_port(int port, std::string_view proc_net_tcp) {
  for (int tries = 0; tries < ports; ++tries) {
    port = lowest + (port - lowest + stride) % ports;
    std::array<char, 8> end{};  // ":6DE3 "
    std::snprintf(end.data(), end.size(), ":%04X ",
                  static_cast<unsigned>(port) & 0xffffU);
    if (proc_net_tcp.find(end.data()) == proc_net_tcp.npos) return port;
  }
  throw std::runtime_error{"no port is free"};
}

int find_free_port(int last) {
  if (last == 0) last = lowest + ::getpid() % ports;
  std::ostringstream used;
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"})
    if (const std::ifstream lines{file}; lines) used << lines.rdbuf();
  return next_free_port(last, used.str());
}

}  // namespace stage
