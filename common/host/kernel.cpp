#include "common/host/kernel.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/socket/must.h"

namespace host {
namespace {

// What the kernel says of one socket; nothing if there is none.
std::optional<inet_diag_msg> ask(const Fd& netlink,
                                 const packet::Endpoint& local,
                                 const packet::Endpoint& peer) {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 request;
  } question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;  // and no NLM_F_DUMP
  question.request.sdiag_family = local.ipv6 ? AF_INET6 : AF_INET;
  question.request.sdiag_protocol = IPPROTO_TCP;
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
  alignas(nlmsghdr) std::array<char, 4096> buffer;
  must(::recv(netlink.get(), buffer.data(), buffer.size(), 0),
       "recv(netlink, buffer, size, 0)");
  const auto* answer = reinterpret_cast<const nlmsghdr*>(buffer.data());
  if (answer->nlmsg_type == NLMSG_ERROR) {
    const auto* error = static_cast<const nlmsgerr*>(NLMSG_DATA(answer));
    if (error->error == -ENOENT) return {};
    throw std::system_error{-error->error, std::generic_category(),
                            "sock_diag"};
  }
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

std::optional<AcceptQueue> Kernel::accept_queue(
    const packet::Endpoint& local) const {
  const auto socket = ask(netlink_, local, {.ipv6 = local.ipv6});
  if (!socket) return {};  // no other socket has a peer without a number
  return AcceptQueue{socket->idiag_rqueue, socket->idiag_wqueue};
}

}  // namespace host
