#include "common/host/kernel.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "common/socket/must.h"

namespace host {
namespace {

using Answer = std::array<char, 4096>;

// Asks for one socket, and more of it if that is an extension's number. Returns
// where in the answer it stands; nullptr if there is no such socket.
const nlmsghdr* ask(const Fd& netlink, const packet::Endpoint& local,
                    const packet::Endpoint& peer, int extension,
                    Answer& buffer) {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 request;
  } question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;  // and no NLM_F_DUMP
  question.request.sdiag_family = local.ipv6 ? AF_INET6 : AF_INET;
  question.request.sdiag_protocol = IPPROTO_TCP;
  if (extension > 0)
    question.request.idiag_ext = static_cast<__u8>(1U << (extension - 1));
  question.request.idiag_states = ~0U;
  question.request.id.idiag_sport = htons(local.port);
  question.request.id.idiag_dport = htons(peer.port);
  std::memcpy(question.request.id.idiag_src, local.address.data(), 16);
  std::memcpy(question.request.id.idiag_dst, peer.address.data(), 16);
  question.request.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  question.request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  must(::send(netlink.get(), &question, sizeof question, 0),
       "send(netlink, question, size, 0)");

  // The kernel has put its answer there before send() returned.
  must(::recv(netlink.get(), buffer.data(), buffer.size(), 0),
       "recv(netlink, buffer, size, 0)");
  const auto* answer = reinterpret_cast<const nlmsghdr*>(buffer.data());
  if (answer->nlmsg_type == NLMSG_ERROR) {
    const auto* error = static_cast<const nlmsgerr*>(NLMSG_DATA(answer));
    if (error->error == -ENOENT) return nullptr;
    throw std::system_error{-error->error, std::generic_category(),
                            "sock_diag"};
  }
  return answer;
}

// What the kernel says of one socket; nothing if there is none.
std::optional<inet_diag_msg> ask(const Fd& netlink,
                                 const packet::Endpoint& local,
                                 const packet::Endpoint& peer) {
  alignas(nlmsghdr) Answer buffer;
  const nlmsghdr* answer = ask(netlink, local, peer, 0, buffer);
  if (answer == nullptr) return {};
  return *static_cast<const inet_diag_msg*>(NLMSG_DATA(answer));
}

}  // namespace

Fd open_sock_diag() {
  return Fd{
      must(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
           "socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG)")};
}

Socket Kernel::look(const packet::Endpoint& local,
                    const packet::Endpoint& peer) const {
  const auto socket = ask(netlink_, local, peer);
  if (!socket) return {};
  const auto state = socket->idiag_state;
  const bool is_open = state != 0 && state != TCP_CLOSE;
  if (!is_open || state >= state_names.size()) return {};
  return {state_names[state], socket->idiag_rqueue, socket->idiag_wqueue};
}

std::optional<Recovery> Kernel::recovery(const packet::Endpoint& local,
                                         const packet::Endpoint& peer) const {
  alignas(nlmsghdr) Answer buffer;
  const nlmsghdr* answer = ask(netlink_, local, peer, INET_DIAG_INFO, buffer);
  if (answer == nullptr) return {};
  // Attributes stand behind the message. A TIME-WAIT has no such one.
  const auto* bytes = reinterpret_cast<const char*>(answer);
  std::size_t at = NLMSG_SPACE(sizeof(inet_diag_msg));
  while (at + NLA_HDRLEN <= answer->nlmsg_len) {
    nlattr head{};
    std::memcpy(&head, bytes + at, sizeof head);
    tcp_info info{};
    if (head.nla_len < NLA_HDRLEN) return {};
    if (head.nla_type == INET_DIAG_INFO) {
      std::memcpy(
          &info, bytes + at + NLA_HDRLEN,
          std::min(sizeof info, std::size_t{head.nla_len} - NLA_HDRLEN));
      if (info.tcpi_ca_state >= congestion_names.size()) return {};
      return Recovery{congestion_names.at(info.tcpi_ca_state),
                      info.tcpi_retransmits};
    }
    at += NLA_ALIGN(head.nla_len);
  }
  return {};
}

std::optional<AcceptQueue> Kernel::accept_queue(
    const packet::Endpoint& local) const {
  const auto socket = ask(netlink_, local, {.ipv6 = local.ipv6});
  if (!socket) return {};  // no other socket has a peer without a number
  return AcceptQueue{socket->idiag_rqueue, socket->idiag_wqueue};
}

}  // namespace host
