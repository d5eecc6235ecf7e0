// What ss and netstat say of the TCP sockets of a host, and what the kernel says
// when it is asked as they ask it. sock_diag(7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/host/kernel.h"
#include "common/socket/fd.h"

namespace stage {

struct Socket {
  std::string state;    // in the words of ss
  std::string unread;   // bytes in the receive queue,
  std::string unacked;  // and in the send queue
  std::string local;    // "192.0.2.1:40000", "[2001:db8::1]:40000"
  std::string peer;
  std::string timer{};  // "timewait 59sec"; empty: none
  bool operator==(const Socket&) const = default;
};

// The sockets that have the port at either end (0: all), without listeners; ordered
// by their local ports, then by their peers. `text` is what these commands print:
// ss -Htano
std::vector<Socket> parse_ss(std::string_view text, int port);
// netstat -tanWo
std::vector<Socket> parse_netstat(std::string_view text, int port);

// A time as ss shows it: 59sec, 1min2sec, 2.345ms, 200ms.
std::string timer_words(std::uint32_t milliseconds);

// Asks the network namespace that the calling thread was in when it was made. The
// constructor throws std::system_error.
class SocketDump {
 public:
  // What ss would print now. Throws std::system_error.
  [[nodiscard]] std::vector<Socket> take(int port) const;

 private:
  void ask(int family) const;

  Fd netlink_ = host::open_sock_diag();
};

}  // namespace stage
