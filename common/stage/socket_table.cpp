#include "common/stage/socket_table.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <tuple>

#include "common/socket/must.h"

namespace stage {
namespace {

using host::state_names;

constexpr std::uint32_t states_of_ss = (1U << state_names.size()) - 1;
constexpr std::array<std::string_view, 6> timers = {
    "", "on", "keepalive", "timewait", "persist", "unknown"};

std::string port_of(const std::string& end) {
  return end.substr(end.rfind(':') + 1);
}

// An IPv4 connection of a socket that listens to both families:
// "[::ffff:192.0.2.1]:40000" in ss, "192.0.2.1:40000" in netstat.
std::string as_ipv4(const std::string& end) {
  constexpr std::string_view mapped = "[::ffff:";
  if (!end.starts_with('[') || end.find('.') == end.npos) return end;
  const auto begin = end.starts_with(mapped) ? mapped.size() : 1;
  const auto close = end.find(']');
  return end.substr(begin, close - begin) + end.substr(close + 1);
}

// Leaves out listeners, and sockets that have the port at neither end (0: any port
// will do). Sorts the rest by their ports. Each stands there once: a table that changes
// while netstat reads it, piece by piece, may name a socket twice.
std::vector<Socket> choose(std::vector<Socket> sockets, int port) {
  const std::string wanted = std::to_string(port);
  std::erase_if(sockets, [&](const Socket& socket) {
    return socket.state == "LISTEN" ||
           (port != 0 && port_of(socket.local) != wanted &&
            port_of(socket.peer) != wanted);
  });
  for (Socket& socket : sockets) {
    socket.local = as_ipv4(socket.local);
    socket.peer = as_ipv4(socket.peer);
  }
  const auto place = [](const Socket& socket) {
    return std::tuple{port_of(socket.local), socket.peer};
  };
  std::stable_sort(
      sockets.begin(), sockets.end(),
      [&](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto is_same = [](const Socket& a, const Socket& b) {
    return a.local == b.local && a.peer == b.peer;
  };
  sockets.erase(std::unique(sockets.begin(), sockets.end(), is_same),
                sockets.end());
  return sockets;
}

// "timer:(on,200ms,0)" is "on 200ms".
std::string parse_ss_timer(std::string_view text) {
  constexpr std::string_view head = "timer:(";
  if (!text.starts_with(head)) return "";
  text.remove_prefix(head.size());
  std::string timer{text.substr(0, text.find(',', text.find(',') + 1))};
  std::replace(timer.begin(), timer.end(), ',', ' ');
  return timer;
}

// netstat's words for what ss says: "FIN_WAIT1" is "FIN-WAIT-1".
std::string in_words_of_ss(std::string state) {
  std::replace(state.begin(), state.end(), '_', '-');
  if (state == "ESTABLISHED") return "ESTAB";
  if (state.starts_with("FIN-WAIT")) state.insert(8, "-");
  return state;
}

// ":::7000" and "2001:db8::1:7000" have brackets in ss.
std::string in_brackets(const std::string& end) {
  const auto colon = end.rfind(':');
  return "[" + end.substr(0, colon) + "]" + end.substr(colon);
}

// "probe (0.54/0/1)" is "persist 0.54sec"; "off" is none.
std::string parse_netstat_timer(const std::string& name,
                                const std::string& time) {
  if (name == "off") return "";
  return (name == "probe" ? "persist" : name) + " " +
         time.substr(1, time.find('/') - 1) + "sec";
}

std::string end_words(int family, const __be32* address, __be16 port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family, address, text.data(), text.size());
  const std::string words{text.data()};
  return (family == AF_INET6 ? "[" + words + "]" : words) + ":" +
         std::to_string(ntohs(port));
}

Socket read_message(const inet_diag_msg& message) {
  const int family = message.idiag_family;
  const auto& id = message.id;
  const std::size_t state =
      std::min<std::size_t>(message.idiag_state, state_names.size() - 1);
  const std::size_t timer =
      std::min<std::size_t>(message.idiag_timer, timers.size() - 1);
  return {std::string{state_names[state]},
          std::to_string(message.idiag_rqueue),
          std::to_string(message.idiag_wqueue),
          end_words(family, id.idiag_src, id.idiag_sport),
          end_words(family, id.idiag_dst, id.idiag_dport),
          timer == 0 ? ""
                     : std::string{timers[timer]} + " " +
                           timer_words(message.idiag_expires)};
}

}  // namespace

std::vector<Socket> parse_ss(std::string_view text, int port) {
  std::vector<Socket> sockets;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    Socket s;
    std::string timer;
    if (!(words >> s.state >> s.unread >> s.unacked >> s.local >> s.peer))
      continue;
    words >> timer;
    s.timer = parse_ss_timer(timer);
    sockets.push_back(s);
  }
  return choose(std::move(sockets), port);
}

std::vector<Socket> parse_netstat(std::string_view text, int port) {
  std::vector<Socket> sockets;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    Socket s;
    std::string protocol;
    std::string timer;
    std::string time;
    words >> protocol >> s.unread >> s.unacked >> s.local >> s.peer >> s.state;
    if (!(words >> timer >> time) || !protocol.starts_with("tcp")) continue;
    if (protocol == "tcp6") {
      s.local = in_brackets(s.local);
      s.peer = in_brackets(s.peer);
    }
    s.state = in_words_of_ss(s.state);
    s.timer = parse_netstat_timer(timer, time);
    sockets.push_back(s);
  }
  return choose(std::move(sockets), port);
}

// As print_ms_timer() of iproute2's misc/ss.c does it, the missing point too.
std::string timer_words(std::uint32_t milliseconds) {
  std::uint32_t seconds = milliseconds / 1000;
  const std::uint32_t minutes = seconds / 60;
  seconds %= 60;
  milliseconds %= 1000;
  std::string words;
  if (minutes > 0) {
    milliseconds = 0;
    words = std::to_string(minutes) + "min";
    if (minutes > 9) seconds = 0;
  }
  if (seconds > 9) milliseconds = 0;
  if (seconds > 0)
    words += std::to_string(seconds) + (milliseconds > 0 ? "." : "sec");
  if (milliseconds == 0) return words;
  std::array<char, 16> rest{};
  std::snprintf(rest.data(), rest.size(), "%03ums", milliseconds);
  return words + rest.data();
}

void SocketDump::ask(int family) const {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 request;
  } question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question.request.sdiag_family = static_cast<__u8>(family);
  question.request.sdiag_protocol = IPPROTO_TCP;
  question.request.idiag_states = states_of_ss & ~(1U << TCP_LISTEN);
  must(::send(netlink_.get(), &question, sizeof question, 0),
       "send(netlink, question, size, 0)");
}

std::vector<Socket> SocketDump::take(int port) const {
  std::vector<Socket> sockets;
  alignas(nlmsghdr) std::array<char, 32768> buffer;
  for (const int family : {AF_INET, AF_INET6}) {
    ask(family);
    for (bool done = false; !done;) {
      auto left = static_cast<std::size_t>(
          must(::recv(netlink_.get(), buffer.data(), buffer.size(), 0),
               "recv(netlink, buffer, size, 0)"));
      const auto* header = reinterpret_cast<const nlmsghdr*>(buffer.data());
      for (; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
        done = header->nlmsg_type != SOCK_DIAG_BY_FAMILY;
        if (done) break;  // NLMSG_DONE; or an error: there is no IPv6
        sockets.push_back(read_message(
            *static_cast<const inet_diag_msg*>(NLMSG_DATA(header))));
      }
    }
  }
  return choose(std::move(sockets), port);
}

}  // namespace stage
