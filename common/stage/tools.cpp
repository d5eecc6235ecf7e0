#include "common/stage/tools.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/host/program.h"
#include "common/socket/must.h"

namespace stage {
namespace {

constexpr int lowest = 20000;
constexpr int ports = 12000;
constexpr int stride = 101;  // which has no divisor of `ports`

// Nothing if another play has it.
Fd claim_port(int port) {
  const std::string name = "tcp-lab-port-" + std::to_string(port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
  const auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  Fd claim{must(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket")};
  const bool is_ours =
      ::bind(claim.get(), reinterpret_cast<sockaddr*>(&address), size) == 0;
  return is_ours ? std::move(claim) : Fd{};
}

}  // namespace

bool has_tool(const std::string& name) {
  return host::is_on_path(name, X_OK);
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

FreePort find_free_port(int last) {
  if (last == 0) last = lowest + ::getpid() % ports;
  for (int tries = 0; tries < ports; ++tries) {
    std::ostringstream used;
    for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"})
      if (const std::ifstream lines{file}; lines) used << lines.rdbuf();
    last = next_free_port(last, used.str());
    if (Fd claim = claim_port(last)) return {last, std::move(claim)};
  }
  throw std::runtime_error{"no port is free"};
}

}  // namespace stage
