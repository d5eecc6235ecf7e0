// Both ends of a conversation, each on its own host, and the wire between them,
// which forges and spoils by its rules.
#pragma once

#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/host/counters.h"
#include "common/host/host.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/wire/process.h"

struct Hosts {
  wire::WireProcess wire;
  std::string name;  // of the server: "server", or "server6" over IPv6
  std::string port;
  Fd listener{};  // on the server, as the next one
  Fd server{};    // the connection's, or that of UDP
  Fd client{};
  std::vector<Fd> others{};  // clients that came before
  // What the wire, and the sender's call, have told of a packet that is not to get
  // through.
  std::vector<trace::Event> told{};
  std::string call{};
};

// All that was sent has arrived, and what was answered: no packet has passed since the
// wire was last asked.
inline void let_arrive(Hosts& hosts) {
  for (bool quiet = false; !quiet;) {
    quiet = true;
    for (auto& event : hosts.wire.press('=')) {
      quiet = quiet && !std::holds_alternative<trace::Segment>(event) &&
              !std::holds_alternative<trace::OtherPacket>(event);
      hosts.told.push_back(std::move(event));
    }
  }
}

// A busy machine may still be at it.
inline void await_input(const Fd& socket, const char* what) {
  pollfd asked{socket.get(), POLLIN, 0};
  if (must(::poll(&asked, 1, 10'000), "poll(socket, POLLIN)") == 0)
    throw std::runtime_error{std::string{"not within 10 s: "} + what};
}

inline Fd new_socket(const std::string& host, int family, int type) {
  const host::Visit there{host};
  return Fd{must(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                 "socket(family, type, 0)")};
}

inline Fd new_server(const Hosts& hosts, int type, int backlog = 1) {
  const Address address = resolve(hosts.name, hosts.port);
  Fd socket = new_socket("server", address.family(), type);
  must(::bind(socket.get(), address.get(), address.size()),
       "bind(socket, address, size)");
  if (type == SOCK_STREAM)
    must(::listen(socket.get(), backlog), "listen(socket, backlog)");
  return socket;
}

// Begins to connect; to UDP it says only who is called.
inline Fd call_server(Hosts& hosts, int type, const std::string& port) {
  const Address address = resolve(hosts.name, port);
  Fd socket = new_socket("client", address.family(), type);
  if (::connect(socket.get(), address.get(), address.size()) == -1 &&
      errno != EINPROGRESS && errno != ECONNREFUSED)
    must(-1, "connect(client, address, size)");
  let_arrive(hosts);
  return socket;
}

inline void open_connection(Hosts& hosts) {
  hosts.listener = new_server(hosts, SOCK_STREAM);
  hosts.client = call_server(hosts, SOCK_STREAM, hosts.port);
  await_input(hosts.listener, "a connection to accept");
  hosts.server = Fd{must(::accept4(hosts.listener.get(), nullptr, nullptr,
                                   SOCK_CLOEXEC | SOCK_NONBLOCK),
                         "accept4(listener, nullptr, nullptr, flags)")};
}

inline void send_text(Hosts& hosts, const Fd& from, std::string_view text) {
  must(::send(from.get(), text.data(), text.size(), MSG_NOSIGNAL),
       "send(socket, text, size, 0)");
  let_arrive(hosts);
}

// How many packets the socket has dropped that were its own: what ss -m calls d.
inline long long drops_of(const Fd& socket) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  must(::getsockopt(socket.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size),
       "getsockopt(socket, SOL_SOCKET, SO_MEMINFO)");
  return memory.at(SK_MEMINFO_DROPS);
}

// What the server's kernel has counted, down to its socket.
inline host::Counters count(const Hosts& hosts) {
  host::Counters counters;
  {
    const host::Visit there{"server"};
    counters = host::read_all_counters();
  }
  const Fd& socket = hosts.server ? hosts.server : hosts.listener;
  if (socket) counters["sk_drops"] = drops_of(socket);
  return counters;
}

// A program of BPF that takes no packet. See bpf(2), socket(7).
inline void refuse_all(const Fd& socket) {
  std::array<sock_filter, 1> code{{BPF_STMT(BPF_RET | BPF_K, 0)}};
  const sock_fprog program{.len = code.size(), .filter = code.data()};
  must(::setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program,
                    sizeof program),
       "setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER)");
}

// Each end by RST: nothing is left that could disturb the next conversation.
inline void part(Hosts& hosts) {
  const linger none{.l_onoff = 1, .l_linger = 0};
  hosts.others.push_back(std::move(hosts.client));
  hosts.others.push_back(std::move(hosts.server));
  hosts.others.push_back(std::move(hosts.listener));
  for (const Fd& socket : hosts.others)
    if (socket)
      must(
          ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none),
          "setsockopt(socket, SOL_SOCKET, SO_LINGER, {1, 0})");
  hosts.others.clear();
  let_arrive(hosts);
}
