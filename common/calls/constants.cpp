#include "common/calls/constants.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>

namespace calls {

namespace {

struct Name {
  std::uint32_t value;
  std::string_view name;
};

constexpr auto domains = std::to_array<Name>({{AF_UNSPEC, "AF_UNSPEC"},
                                              {AF_UNIX, "AF_UNIX"},
                                              {AF_INET, "AF_INET"},
                                              {AF_INET6, "AF_INET6"},
                                              {AF_NETLINK, "AF_NETLINK"},
                                              {AF_PACKET, "AF_PACKET"},
                                              {AF_VSOCK, "AF_VSOCK"},
                                              {AF_ALG, "AF_ALG"}});
constexpr auto types =
    std::to_array<Name>({{SOCK_STREAM, "SOCK_STREAM"},
                         {SOCK_DGRAM, "SOCK_DGRAM"},
                         {SOCK_RAW, "SOCK_RAW"},
                         {SOCK_RDM, "SOCK_RDM"},
                         {SOCK_SEQPACKET, "SOCK_SEQPACKET"}});
constexpr auto type_flags = std::to_array<Name>(
    {{SOCK_NONBLOCK, "SOCK_NONBLOCK"}, {SOCK_CLOEXEC, "SOCK_CLOEXEC"}});
constexpr auto protocols =
    std::to_array<Name>({{IPPROTO_TCP, "IPPROTO_TCP"},
                         {IPPROTO_UDP, "IPPROTO_UDP"},
                         {IPPROTO_ICMP, "IPPROTO_ICMP"},
                         {IPPROTO_ICMPV6, "IPPROTO_ICMPV6"},
                         {IPPROTO_SCTP, "IPPROTO_SCTP"},
                         {IPPROTO_UDPLITE, "IPPROTO_UDPLITE"},
                         {IPPROTO_RAW, "IPPROTO_RAW"},
                         {IPPROTO_MPTCP, "IPPROTO_MPTCP"}});
constexpr auto of_messages =
    std::to_array<Name>({{MSG_OOB, "MSG_OOB"},
                         {MSG_PEEK, "MSG_PEEK"},
                         {MSG_DONTROUTE, "MSG_DONTROUTE"},
                         {MSG_CTRUNC, "MSG_CTRUNC"},
                         {MSG_TRUNC, "MSG_TRUNC"},
                         {MSG_DONTWAIT, "MSG_DONTWAIT"},
                         {MSG_EOR, "MSG_EOR"},
                         {MSG_WAITALL, "MSG_WAITALL"},
                         {MSG_CONFIRM, "MSG_CONFIRM"},
                         {MSG_ERRQUEUE, "MSG_ERRQUEUE"},
                         {MSG_NOSIGNAL, "MSG_NOSIGNAL"},
                         {MSG_MORE, "MSG_MORE"},
                         {MSG_WAITFORONE, "MSG_WAITFORONE"},
                         {MSG_ZEROCOPY, "MSG_ZEROCOPY"},
                         {MSG_FASTOPEN, "MSG_FASTOPEN"},
                         {MSG_CMSG_CLOEXEC, "MSG_CMSG_CLOEXEC"}});
constexpr auto hows = std::to_array<Name>(
    {{SHUT_RD, "SHUT_RD"}, {SHUT_WR, "SHUT_WR"}, {SHUT_RDWR, "SHUT_RDWR"}});
constexpr auto of_ranges =
    std::to_array<Name>({{CLOSE_RANGE_UNSHARE, "CLOSE_RANGE_UNSHARE"},
                         {CLOSE_RANGE_CLOEXEC, "CLOSE_RANGE_CLOEXEC"}});
constexpr auto commands =
    std::to_array<Name>({{F_DUPFD, "F_DUPFD"},
                         {F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC"},
                         {F_SETFL, "F_SETFL"}});
constexpr auto requests =
    std::to_array<Name>({{FIONBIO, "FIONBIO"}, {FIONREAD, "FIONREAD"}});
constexpr auto of_status = std::to_array<Name>({{O_APPEND, "O_APPEND"},
                                                {O_NONBLOCK, "O_NONBLOCK"},
                                                {O_DIRECT, "O_DIRECT"},
                                                {O_ASYNC, "O_ASYNC"},
                                                {O_NOATIME, "O_NOATIME"}});
constexpr auto operations =
    std::to_array<Name>({{EPOLL_CTL_ADD, "EPOLL_CTL_ADD"},
                         {EPOLL_CTL_DEL, "EPOLL_CTL_DEL"},
                         {EPOLL_CTL_MOD, "EPOLL_CTL_MOD"}});
constexpr auto of_epoll =
    std::to_array<Name>({{EPOLLIN, "EPOLLIN"},
                         {EPOLLPRI, "EPOLLPRI"},
                         {EPOLLOUT, "EPOLLOUT"},
                         {EPOLLERR, "EPOLLERR"},
                         {EPOLLHUP, "EPOLLHUP"},
                         {EPOLLRDNORM, "EPOLLRDNORM"},
                         {EPOLLRDBAND, "EPOLLRDBAND"},
                         {EPOLLWRNORM, "EPOLLWRNORM"},
                         {EPOLLWRBAND, "EPOLLWRBAND"},
                         {EPOLLMSG, "EPOLLMSG"},
                         {EPOLLRDHUP, "EPOLLRDHUP"},
                         {EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE"},
                         {EPOLLWAKEUP, "EPOLLWAKEUP"},
                         {EPOLLONESHOT, "EPOLLONESHOT"},
                         {EPOLLET, "EPOLLET"}});
constexpr auto of_poll = std::to_array<Name>({{POLLIN, "POLLIN"},
                                              {POLLPRI, "POLLPRI"},
                                              {POLLOUT, "POLLOUT"},
                                              {POLLERR, "POLLERR"},
                                              {POLLHUP, "POLLHUP"},
                                              {POLLNVAL, "POLLNVAL"},
                                              {POLLRDNORM, "POLLRDNORM"},
                                              {POLLRDBAND, "POLLRDBAND"},
                                              {POLLWRNORM, "POLLWRNORM"},
                                              {POLLWRBAND, "POLLWRBAND"},
                                              {POLLMSG, "POLLMSG"},
                                              {POLLRDHUP, "POLLRDHUP"}});

std::string one_of(std::span<const Name> names, std::uint32_t value) {
  const auto found = std::ranges::find(names, value, &Name::value);
  return found != names.end()
             ? std::string{found->name}
             : std::to_string(static_cast<std::int32_t>(value));
}

std::string hexadecimal(std::uint32_t value) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), value, 16).ptr;
  return "0x" + std::string{digits.begin(), end};
}

// "A|B|0x40"; "0" if no flag is set.
std::string flags_of(std::span<const Name> names, std::uint32_t value) {
  std::string text;
  for (const Name& flag : names) {
    if ((value & flag.value) != flag.value) continue;
    if (!text.empty()) text += '|';
    text += flag.name;
    value &= ~flag.value;
  }
  if (value == 0) return text.empty() ? "0" : text;
  return (text.empty() ? "" : text + "|") + hexadecimal(value);
}

}  // namespace

std::string domain_name(std::uint32_t domain) {
  return one_of(domains, domain);
}

// The two flags stand in the type: socket(2).
std::string type_name(std::uint32_t type) {
  const std::uint32_t flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC);
  const std::string name = one_of(types, type & ~flags);
  return flags == 0 ? name : name + "|" + socket_flags(flags);
}

std::string protocol_name(std::uint32_t protocol) {
  return one_of(protocols, protocol);
}

std::string socket_flags(std::uint32_t flags) {
  return flags_of(type_flags, flags);
}

std::string message_flags(std::uint32_t flags) {
  return flags_of(of_messages, flags);
}

std::string how_name(std::uint32_t how) {
  return one_of(hows, how);
}

// F_SETFL passes over the access mode: fcntl(2).
std::string status_flags(std::uint32_t flags) {
  return flags_of(of_status, flags & ~std::uint32_t{O_ACCMODE});
}

std::string range_flags(std::uint32_t flags) {
  return flags_of(of_ranges, flags);
}

std::string command_name(std::uint32_t command) {
  return one_of(commands, command);
}

std::string request_name(std::uint32_t request) {
  return one_of(requests, request);
}

std::string epoll_operation(std::uint32_t operation) {
  return one_of(operations, operation);
}

std::string epoll_events(std::uint32_t events) {
  return flags_of(of_epoll, events);
}

std::string poll_events(std::uint32_t events) {
  return flags_of(of_poll, events);
}

}  // namespace calls
