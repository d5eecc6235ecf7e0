#include "common/calls/socket_options.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/calls/buffers.h"
#include "common/text/errno_name.h"

namespace calls {

namespace {

struct Row {
  std::uint32_t level;
  std::uint32_t number;
  std::string_view name;
  Value value;
};

using enum Value;

// clang-format off
constexpr auto rows = std::to_array<Row>({
    {SOL_SOCKET, SO_DEBUG, "SO_DEBUG", flag}, {SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR", flag},
    {SOL_SOCKET, SO_DONTROUTE, "SO_DONTROUTE", flag},
    {SOL_SOCKET, SO_BROADCAST, "SO_BROADCAST", flag},
    {SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE", flag},
    {SOL_SOCKET, SO_OOBINLINE, "SO_OOBINLINE", flag},
    {SOL_SOCKET, SO_NO_CHECK, "SO_NO_CHECK", flag},
    {SOL_SOCKET, SO_REUSEPORT, "SO_REUSEPORT", flag},
    {SOL_SOCKET, SO_PASSCRED, "SO_PASSCRED", flag},
    {SOL_SOCKET, SO_TIMESTAMP, "SO_TIMESTAMP", flag},
    {SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS", flag},
    {SOL_SOCKET, SO_ACCEPTCONN, "SO_ACCEPTCONN", flag},
    {SOL_SOCKET, SO_RXQ_OVFL, "SO_RXQ_OVFL", flag}, {SOL_SOCKET, SO_ZEROCOPY, "SO_ZEROCOPY", flag},
    {SOL_SOCKET, SO_PREFER_BUSY_POLL, "SO_PREFER_BUSY_POLL", flag},
    {SOL_SOCKET, SO_TYPE, "SO_TYPE", number}, {SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF", number},
    {SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", number},
    {SOL_SOCKET, SO_SNDBUFFORCE, "SO_SNDBUFFORCE", number},
    {SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", number},
    {SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY", number},
    {SOL_SOCKET, SO_RCVLOWAT, "SO_RCVLOWAT", number},
    {SOL_SOCKET, SO_SNDLOWAT, "SO_SNDLOWAT", number}, {SOL_SOCKET, SO_MARK, "SO_MARK", number},
    {SOL_SOCKET, SO_PROTOCOL, "SO_PROTOCOL", number}, {SOL_SOCKET, SO_DOMAIN, "SO_DOMAIN", number},
    {SOL_SOCKET, SO_PEEK_OFF, "SO_PEEK_OFF", number},
    {SOL_SOCKET, SO_BUSY_POLL, "SO_BUSY_POLL", number},
    {SOL_SOCKET, SO_BUSY_POLL_BUDGET, "SO_BUSY_POLL_BUDGET", number},
    {SOL_SOCKET, SO_INCOMING_CPU, "SO_INCOMING_CPU", number},
    {SOL_SOCKET, SO_INCOMING_NAPI_ID, "SO_INCOMING_NAPI_ID", number},
    {SOL_SOCKET, SO_BINDTOIFINDEX, "SO_BINDTOIFINDEX", number},
    {SOL_SOCKET, SO_TIMESTAMPING, "SO_TIMESTAMPING", number},
    {SOL_SOCKET, SO_MAX_PACING_RATE, "SO_MAX_PACING_RATE", number},
    {SOL_SOCKET, SO_TXREHASH, "SO_TXREHASH", number},
    {SOL_SOCKET, SO_LINGER, "SO_LINGER", linger},
    {SOL_SOCKET, SO_RCVTIMEO, "SO_RCVTIMEO", time}, {SOL_SOCKET, SO_SNDTIMEO, "SO_SNDTIMEO", time},
    {SOL_SOCKET, SO_BINDTODEVICE, "SO_BINDTODEVICE", text},
    {SOL_SOCKET, SO_ERROR, "SO_ERROR", error},
    {SOL_SOCKET, SO_PEERCRED, "SO_PEERCRED", other},
    {SOL_SOCKET, SO_PEERNAME, "SO_PEERNAME", other}, {SOL_SOCKET, SO_PEERSEC, "SO_PEERSEC", other},
    {SOL_SOCKET, SO_PEERGROUPS, "SO_PEERGROUPS", other},
    {SOL_SOCKET, SO_ATTACH_FILTER, "SO_ATTACH_FILTER", other},
    {SOL_SOCKET, SO_DETACH_FILTER, "SO_DETACH_FILTER", other},
    {SOL_SOCKET, SO_LOCK_FILTER, "SO_LOCK_FILTER", other},
    {SOL_SOCKET, SO_ATTACH_BPF, "SO_ATTACH_BPF", other},
    {SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, "SO_ATTACH_REUSEPORT_CBPF", other},
    {SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, "SO_ATTACH_REUSEPORT_EBPF", other},
    {SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, "SO_DETACH_REUSEPORT_BPF", other},
    {SOL_SOCKET, SO_MEMINFO, "SO_MEMINFO", other}, {SOL_SOCKET, SO_COOKIE, "SO_COOKIE", other},
    {SOL_SOCKET, SO_TXTIME, "SO_TXTIME", other},
    {SOL_SOCKET, SO_NETNS_COOKIE, "SO_NETNS_COOKIE", other},
    {IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY", flag}, {IPPROTO_TCP, TCP_CORK, "TCP_CORK", flag},
    {IPPROTO_TCP, TCP_QUICKACK, "TCP_QUICKACK", flag},
    {IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, "TCP_THIN_LINEAR_TIMEOUTS", flag},
    {IPPROTO_TCP, TCP_THIN_DUPACK, "TCP_THIN_DUPACK", flag},
    {IPPROTO_TCP, TCP_FASTOPEN_CONNECT, "TCP_FASTOPEN_CONNECT", flag},
    {IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, "TCP_FASTOPEN_NO_COOKIE", flag},
    {IPPROTO_TCP, TCP_SAVE_SYN, "TCP_SAVE_SYN", flag}, {IPPROTO_TCP, TCP_INQ, "TCP_INQ", flag},
    {IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG", number},
    {IPPROTO_TCP, TCP_KEEPIDLE, "TCP_KEEPIDLE", number},
    {IPPROTO_TCP, TCP_KEEPINTVL, "TCP_KEEPINTVL", number},
    {IPPROTO_TCP, TCP_KEEPCNT, "TCP_KEEPCNT", number},
    {IPPROTO_TCP, TCP_SYNCNT, "TCP_SYNCNT", number},
    {IPPROTO_TCP, TCP_LINGER2, "TCP_LINGER2", number},
    {IPPROTO_TCP, TCP_DEFER_ACCEPT, "TCP_DEFER_ACCEPT", number},
    {IPPROTO_TCP, TCP_WINDOW_CLAMP, "TCP_WINDOW_CLAMP", number},
    {IPPROTO_TCP, TCP_USER_TIMEOUT, "TCP_USER_TIMEOUT", number},
    {IPPROTO_TCP, TCP_FASTOPEN, "TCP_FASTOPEN", number},
    {IPPROTO_TCP, TCP_TIMESTAMP, "TCP_TIMESTAMP", number},
    {IPPROTO_TCP, TCP_NOTSENT_LOWAT, "TCP_NOTSENT_LOWAT", number},
    {IPPROTO_TCP, TCP_TX_DELAY, "TCP_TX_DELAY", number},
    {IPPROTO_TCP, TCP_REPAIR, "TCP_REPAIR", number},
    {IPPROTO_TCP, TCP_REPAIR_QUEUE, "TCP_REPAIR_QUEUE", number},
    {IPPROTO_TCP, TCP_QUEUE_SEQ, "TCP_QUEUE_SEQ", number},
    {IPPROTO_TCP, TCP_CONGESTION, "TCP_CONGESTION", text}, {IPPROTO_TCP, TCP_ULP, "TCP_ULP", text},
    {IPPROTO_TCP, TCP_INFO, "TCP_INFO", other}, {IPPROTO_TCP, TCP_MD5SIG, "TCP_MD5SIG", other},
    {IPPROTO_TCP, TCP_MD5SIG_EXT, "TCP_MD5SIG_EXT", other},
    {IPPROTO_TCP, TCP_REPAIR_OPTIONS, "TCP_REPAIR_OPTIONS", other},
    {IPPROTO_TCP, TCP_CC_INFO, "TCP_CC_INFO", other},
    {IPPROTO_TCP, TCP_SAVED_SYN, "TCP_SAVED_SYN", other},
    {IPPROTO_TCP, TCP_REPAIR_WINDOW, "TCP_REPAIR_WINDOW", other},
    {IPPROTO_TCP, TCP_FASTOPEN_KEY, "TCP_FASTOPEN_KEY", other},
    {IPPROTO_TCP, TCP_ZEROCOPY_RECEIVE, "TCP_ZEROCOPY_RECEIVE", other},
    {IPPROTO_IP, IP_HDRINCL, "IP_HDRINCL", flag}, {IPPROTO_IP, IP_RECVERR, "IP_RECVERR", flag},
    {IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO", flag}, {IPPROTO_IP, IP_RECVTTL, "IP_RECVTTL", flag},
    {IPPROTO_IP, IP_RECVTOS, "IP_RECVTOS", flag}, {IPPROTO_IP, IP_FREEBIND, "IP_FREEBIND", flag},
    {IPPROTO_IP, IP_TRANSPARENT, "IP_TRANSPARENT", flag},
    {IPPROTO_IP, IP_NODEFRAG, "IP_NODEFRAG", flag},
    {IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, "IP_BIND_ADDRESS_NO_PORT", flag},
    {IPPROTO_IP, IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP", flag},
    {IPPROTO_IP, IP_MULTICAST_ALL, "IP_MULTICAST_ALL", flag},
    {IPPROTO_IP, IP_RECVORIGDSTADDR, "IP_RECVORIGDSTADDR", flag},
    {IPPROTO_IP, IP_TOS, "IP_TOS", number}, {IPPROTO_IP, IP_TTL, "IP_TTL", number},
    {IPPROTO_IP, IP_MTU_DISCOVER, "IP_MTU_DISCOVER", number},
    {IPPROTO_IP, IP_MTU, "IP_MTU", number}, {IPPROTO_IP, IP_MINTTL, "IP_MINTTL", number},
    {IPPROTO_IP, IP_MULTICAST_TTL, "IP_MULTICAST_TTL", number},
    {IPPROTO_IP, IP_UNICAST_IF, "IP_UNICAST_IF", number},
    {IPPROTO_IP, IP_OPTIONS, "IP_OPTIONS", other},
    {IPPROTO_IP, IP_MULTICAST_IF, "IP_MULTICAST_IF", other},
    {IPPROTO_IP, IP_ADD_MEMBERSHIP, "IP_ADD_MEMBERSHIP", other},
    {IPPROTO_IP, IP_DROP_MEMBERSHIP, "IP_DROP_MEMBERSHIP", other},
    {IPPROTO_IPV6, IPV6_V6ONLY, "IPV6_V6ONLY", flag},
    {IPPROTO_IPV6, IPV6_RECVERR, "IPV6_RECVERR", flag},
    {IPPROTO_IPV6, IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO", flag},
    {IPPROTO_IPV6, IPV6_RECVHOPLIMIT, "IPV6_RECVHOPLIMIT", flag},
    {IPPROTO_IPV6, IPV6_RECVTCLASS, "IPV6_RECVTCLASS", flag},
    {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP", flag},
    {IPPROTO_IPV6, IPV6_MULTICAST_ALL, "IPV6_MULTICAST_ALL", flag},
    {IPPROTO_IPV6, IPV6_FREEBIND, "IPV6_FREEBIND", flag},
    {IPPROTO_IPV6, IPV6_TRANSPARENT, "IPV6_TRANSPARENT", flag},
    {IPPROTO_IPV6, IPV6_DONTFRAG, "IPV6_DONTFRAG", flag},
    {IPPROTO_IPV6, IPV6_AUTOFLOWLABEL, "IPV6_AUTOFLOWLABEL", flag},
    {IPPROTO_IPV6, IPV6_TCLASS, "IPV6_TCLASS", number},
    {IPPROTO_IPV6, IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS", number},
    {IPPROTO_IPV6, IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS", number},
    {IPPROTO_IPV6, IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF", number},
    {IPPROTO_IPV6, IPV6_MTU_DISCOVER, "IPV6_MTU_DISCOVER", number},
    {IPPROTO_IPV6, IPV6_MTU, "IPV6_MTU", number},
    {IPPROTO_IPV6, IPV6_UNICAST_IF, "IPV6_UNICAST_IF", number},
    {IPPROTO_IPV6, IPV6_MINHOPCOUNT, "IPV6_MINHOPCOUNT", number},
    {IPPROTO_IPV6, IPV6_ADDR_PREFERENCES, "IPV6_ADDR_PREFERENCES", number},
    {IPPROTO_IPV6, IPV6_JOIN_GROUP, "IPV6_JOIN_GROUP", other},
    {IPPROTO_IPV6, IPV6_LEAVE_GROUP, "IPV6_LEAVE_GROUP", other},
    {IPPROTO_IPV6, IPV6_PKTINFO, "IPV6_PKTINFO", other},
    {IPPROTO_UDP, UDP_CORK, "UDP_CORK", flag},
    {IPPROTO_UDP, UDP_NO_CHECK6_TX, "UDP_NO_CHECK6_TX", flag},
    {IPPROTO_UDP, UDP_NO_CHECK6_RX, "UDP_NO_CHECK6_RX", flag},
    {IPPROTO_UDP, UDP_GRO, "UDP_GRO", flag},
    {IPPROTO_UDP, UDP_SEGMENT, "UDP_SEGMENT", number},
    {IPPROTO_UDP, UDP_ENCAP, "UDP_ENCAP", number},
});
// clang-format on

std::string level_name(std::uint32_t level) {
  switch (level) {
    case SOL_SOCKET:
      return "SOL_SOCKET";
    case IPPROTO_IP:
      return "IPPROTO_IP";
    case IPPROTO_TCP:
      return "IPPROTO_TCP";
    case IPPROTO_UDP:
      return "IPPROTO_UDP";
    case IPPROTO_IPV6:
      return "IPPROTO_IPV6";
    default:
      return std::to_string(static_cast<std::int32_t>(level));
  }
}

std::string integer_at(const Memory& memory, std::uint64_t address) {
  const auto value = value_at<int>(memory, address);
  return value ? std::to_string(*value) : "?";
}

std::string quoted(std::string text) {
  text.erase(std::ranges::find(text, '\0'), text.end());
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return '"' + text + '"';
}

template <typename Pair>
std::string pair_at(const Memory& memory, std::uint64_t address,
                    auto Pair::*first, auto Pair::*second) {
  const auto pair = value_at<Pair>(memory, address);
  if (!pair) return "?";
  return "{" + std::to_string((*pair).*first) + ", " +
         std::to_string((*pair).*second) + "}";
}

}  // namespace

Option option_of(std::uint32_t level, std::uint32_t number) {
  for (const Row& row : rows)
    if (row.level == level && row.number == number)
      return {std::string{row.name}, row.value};
  return {level_name(level) + ", " +
          std::to_string(static_cast<std::int32_t>(number))};
}

std::string value_words(Value value, const Memory& memory,
                        std::uint64_t address, std::uint64_t size) {
  constexpr std::uint64_t longest_name = 16;  // TCP_CA_NAME_MAX, IFNAMSIZ
  switch (value) {
    case Value::linger:
      return pair_at(memory, address, &linger::l_onoff, &linger::l_linger);
    case Value::time:
      return pair_at(memory, address, &timeval::tv_sec, &timeval::tv_usec);
    case Value::text:
      return quoted(text_in({{address, size}}, memory, longest_name));
    case Value::error: {
      const auto error = value_at<int>(memory, address);
      if (!error) return "?";
      return *error == 0 ? "no error" : errno_name(*error);
    }
    case Value::flag:
    case Value::number:
      break;
    case Value::other:
      return std::to_string(size) + " bytes";
  }
  if (size >= sizeof(int)) return integer_at(memory, address);
  const auto byte = value_at<unsigned char>(memory, address);  // IP_TTL
  return size > 0 && byte ? std::to_string(*byte) : "?";
}

}  // namespace calls
