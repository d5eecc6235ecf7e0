// The rows of the drop matrix: how each packet is made that shall not get through.
#pragma once

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "common/text/errno_name.h"
#include "labs/18_way_in/hosts.h"

struct Row {
  std::string_view packet;
  std::string_view rule;  // of the wire
  void (*begin)(Hosts&);
  void (*good)(Hosts&);     // a packet that does get through, for comparison
  void (*prepare)(Hosts&);  // what is not counted
  void (*bad)(Hosts&);
  std::string_view until{};           // a counter that moves later
  std::string_view server{"server"};  // by that name: "server6" over IPv6
};

inline void nothing(Hosts&) {}

inline std::string read_some(const Fd& socket) {
  std::array<char, 65536> buffer;
  const ssize_t size =
      ::recv(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  return size == -1 ? errno_name(errno) : std::to_string(size);
}

// Twice five bytes one way, a byte the other way; all is read, and acknowledged.
inline void exchange(Hosts& hosts) {
  for (int n = 0; n < 2; ++n) send_text(hosts, hosts.client, "hello");
  await_input(hosts.server, "hello");
  for (int n = 0; n < 2; ++n) read_some(hosts.server);
  send_text(hosts, hosts.server, "!");
  await_input(hosts.client, "!");
  read_some(hosts.client);
}
inline void send_five(Hosts& hosts) {
  send_text(hosts, hosts.client, "hello");
}
// The client acknowledges it, and behind this ACK the wire forges a segment.
inline void provoke(Hosts& hosts) {
  send_text(hosts, hosts.server, "!");
}

// Until the sender's buffer is full, too.
inline void fill(Hosts& hosts) {
  const std::array<char, 500> data{};
  while (::send(hosts.client.get(), data.data(), data.size(), MSG_NOSIGNAL) > 0)
    let_arrive(hosts);
  hosts.call = "send() = " + errno_name(errno);
}

inline void begin_small(Hosts& hosts) {
  open_connection(hosts);
  const int small = 1;
  for (const auto& [socket, option] : {std::pair{hosts.server.get(), SO_RCVBUF},
                                       {hosts.client.get(), SO_SNDBUF}})
    must(::setsockopt(socket, SOL_SOCKET, option, &small, sizeof small),
         "setsockopt(socket, SOL_SOCKET, option, &small)");
}

inline void begin_listener(Hosts& hosts) {
  hosts.listener = new_server(hosts, SOCK_STREAM, 1);
}
// The connection stays in the accept queue.
inline void knock(Hosts& hosts) {
  hosts.others.push_back(std::move(hosts.client));
  hosts.client = call_server(hosts, SOCK_STREAM, hosts.port);
}

inline void begin_datagrams(Hosts& hosts) {
  hosts.server = new_server(hosts, SOCK_DGRAM);
  const int small = 1;
  must(::setsockopt(hosts.server.get(), SOL_SOCKET, SO_RCVBUF, &small,
                    sizeof small),
       "setsockopt(server, SOL_SOCKET, SO_RCVBUF, &small)");
  hosts.client = call_server(hosts, SOCK_DGRAM, hosts.port);
  const Address client = local_address(hosts.client.get());
  must(::connect(hosts.server.get(), client.get(), client.size()),
       "connect(server, client, size)");
}

// Each is preceded by two good exchanges: client's DATA 1 to 4, its ACK 1 to 3.
inline constexpr auto rows = std::to_array<Row>({
    {"version", "spoil client DATA 5 version", open_connection, exchange,
     nothing, send_five},
    {"length", "spoil client DATA 5 length", open_connection, exchange, nothing,
     send_five},
    {"header-checksum", "spoil client DATA 5 header", open_connection, exchange,
     nothing, send_five},
    {"wrong-destination", "spoil client DATA 5 destination", open_connection,
     exchange, nothing, send_five},
    {"martian-source", "spoil client DATA 5 source", open_connection, exchange,
     nothing, send_five},
    {"TTL-0", "spoil client DATA 5 ttl", open_connection, exchange, nothing,
     send_five},
    {"lone-fragment", "spoil client DATA 5 fragment", open_connection, exchange,
     nothing, send_five, "IpReasmFails"},
    {"TCP-checksum", "spoil client DATA 5 checksum", open_connection, exchange,
     nothing, send_five},
    {"no-connection", "spoil client DATA 5 port", open_connection, exchange,
     nothing, send_five},
    {"no-listener", "", begin_listener, knock, nothing,
     [](Hosts& hosts) { hosts.client = call_server(hosts, SOCK_STREAM, "9"); }},
    {"SYN-on-full-queue", "", begin_listener, knock, nothing, knock},
    {"beyond-window",
     "inject client DATA \"x\" seq +9999999 after client ACK 4",
     open_connection, exchange, nothing, provoke},
    {"old-bytes", "inject client DATA \"x\" seq -1 after client ACK 4",
     open_connection, exchange, nothing, provoke},
    {"old-timestamp", "spoil client DATA 5 timestamp", open_connection,
     exchange, nothing, send_five},
    {"SYN-in-ESTAB", "inject client SYN after client ACK 4", open_connection,
     exchange, nothing, provoke},
    {"RST-wrong-number", "inject client RST seq +1 after client ACK 4",
     open_connection, exchange, nothing, provoke},
    {"after-SHUT_RDWR", "", open_connection, exchange,
     [](Hosts& hosts) {
       must(::shutdown(hosts.server.get(), SHUT_RDWR),
            "shutdown(server, SHUT_RDWR)");
       let_arrive(hosts);
     },
     send_five},
    {"buffer-full", "", begin_small, exchange, nothing, fill},
    {"window-closed", "inject client DATA \"x\" seq +1 after client ACK 4",
     begin_small, exchange, fill, provoke},
    {"socket-filter", "", open_connection, exchange,
     [](Hosts& hosts) { refuse_all(hosts.server); }, send_five},
    {"UDP-no-port", "", begin_datagrams, exchange,
     [](Hosts& hosts) { hosts.server = Fd{}; }, send_five},
    {"UDP-buffer-full", "", begin_datagrams, exchange, nothing,
     [](Hosts& hosts) {
       for (int n = 0; n < 20; ++n) send_five(hosts);
     }},
    {"UDP-filter", "", begin_datagrams, exchange,
     [](Hosts& hosts) { refuse_all(hosts.server); }, send_five},
    {"IPv6-length", "spoil client DATA 5 length", open_connection, exchange,
     nothing, send_five, "", "server6"},
    {"IPv6-wrong-destination", "spoil client DATA 5 destination",
     open_connection, exchange, nothing, send_five, "", "server6"},
    {"IPv6-martian-source", "spoil client DATA 5 source", open_connection,
     exchange, nothing, send_five, "", "server6"},
    {"IPv6-hop-limit-0", "spoil client DATA 5 ttl", open_connection, exchange,
     nothing, send_five, "", "server6"},
    {"IPv6-UDP-no-port", "", begin_datagrams, exchange,
     [](Hosts& hosts) { hosts.server = Fd{}; }, send_five, "", "server6"},
});
