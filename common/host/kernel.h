// What a kernel says of one connection, by NETLINK_SOCK_DIAG: an exact look-up
// by address, which costs the same however many sockets there are.
// sock_diag(7).
#pragma once

#include <string_view>

#include "common/packet/packet.h"
#include "common/socket/fd.h"

namespace host {

class Kernel {
 public:
  // Asks the network namespace that the calling thread is in now, later too.
  // Throws std::system_error.
  Kernel();

  // The state of the socket with these two ends, in the words of ss: "ESTAB",
  // "TIME-WAIT". "LISTEN" where only a listener would take its segments, "gone"
  // where there is nothing. Throws std::system_error.
  [[nodiscard]] std::string_view state(const packet::Endpoint& local,
                                       const packet::Endpoint& peer) const;

 private:
  Fd netlink_;
};

}  // namespace host
