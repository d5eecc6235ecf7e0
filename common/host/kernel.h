// What a kernel says of one connection, by NETLINK_SOCK_DIAG: an exact look-up
// by address, which costs the same however many sockets there are.
// sock_diag(7).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/packet/packet.h"
#include "common/socket/fd.h"

namespace host {

// The states of sockets in the words of ss, by the numbers of the kernel's
// include/net/tcp_states.h. The last is a SYN-RECV that is no socket of its own yet.
inline constexpr std::array<std::string_view, 13> state_names = {
    "",           "ESTAB",     "SYN-SENT", "SYN-RECV",   "FIN-WAIT-1",
    "FIN-WAIT-2", "TIME-WAIT", "UNCONN",   "CLOSE-WAIT", "LAST-ACK",
    "LISTEN",     "CLOSING",   "SYN-RECV"};

// A socket that asks the kernel of the network namespace that the calling thread is
// in now, later too. Throws std::system_error.
Fd open_sock_diag();

// The accept queue of a listener: ss shows the two as Recv-Q and Send-Q.
struct AcceptQueue {
  std::uint32_t waiting = 0;  // connections
  std::uint32_t backlog = 0;

  // The kernel lets backlog + 1 wait. sk_acceptq_is_full() of include/net/sock.h.
  [[nodiscard]] bool is_full() const { return waiting > backlog; }
};

// What ss shows of a socket: its state, Recv-Q and Send-Q.
struct Socket {
  std::string_view state = "gone";
  std::uint32_t unread = 0;
  std::uint32_t unacked = 0;
};

// How TCP sends again what was lost: icsk_ca_state and icsk_retransmits of the kernel,
// tcpi_ca_state and tcpi_retransmits of TCP_INFO.
inline constexpr std::array<std::string_view, 5> congestion_names = {
    "Open", "Disorder", "CWR", "Recovery", "Loss"};
struct Recovery {
  std::string_view congestion;
  int timeouts = 0;  // in a row, and no ACK of anything new
};

class Kernel {
 public:
  // The socket with these two ends. Its state is in the words of ss: "ESTAB",
  // "TIME-WAIT". "LISTEN" where only a listener would take its segments, "gone"
  // where there is nothing. Throws std::system_error.
  [[nodiscard]] Socket look(const packet::Endpoint& local,
                            const packet::Endpoint& peer) const;
  // Its state alone.
  [[nodiscard]] std::string_view state(const packet::Endpoint& local,
                                       const packet::Endpoint& peer) const {
    return look(local, peer).state;
  }

  // The same socket; nothing where the kernel says nothing of it.
  [[nodiscard]] std::optional<Recovery> recovery(
      const packet::Endpoint& local, const packet::Endpoint& peer) const;

  // The queue of the listener that would take what comes to this end; nothing if
  // there is none. Of several with SO_REUSEPORT: of one of them. Throws
  // std::system_error.
  [[nodiscard]] std::optional<AcceptQueue> accept_queue(
      const packet::Endpoint& local) const;

 private:
  Fd netlink_ = open_sock_diag();
};

}  // namespace host
