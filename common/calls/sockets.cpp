#include "common/calls/sockets.h"

#include <linux/kcmp.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <set>
#include <span>

#include "common/packet/packet.h"

namespace calls {
namespace {

using Protocol = Socket::Protocol;

Protocol protocol_at(int fd) {
  const auto option = [fd](int name) {
    int value = -1;
    socklen_t size = sizeof value;
    ::getsockopt(fd, SOL_SOCKET, name, &value, &size);
    return value;
  };
  return protocol_of(option(SO_DOMAIN), option(SO_TYPE), option(SO_PROTOCOL));
}

std::string end_at(int fd, int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (ask(fd, reinterpret_cast<sockaddr*>(&address), &size) == -1) return "";
  return end_of(address);
}

void learn_ends(const Fd& copy, Socket& socket) {
  const std::string local = end_at(copy.get(), ::getsockname);
  const std::string peer = end_at(copy.get(), ::getpeername);
  if (!local.empty()) socket.ends.local = local;
  if (!peer.empty()) socket.ends.peer = peer;
}

bool share_descriptors(pid_t one, pid_t other) {
  return ::syscall(SYS_kcmp, one, other, KCMP_FILES, 0, 0) == 0;
}

}  // namespace

Protocol protocol_of(int domain, int type, int protocol) {
  constexpr int type_bits = 0xf;  // without SOCK_NONBLOCK and SOCK_CLOEXEC
  if (domain == AF_UNIX) return Protocol::local;
  if (domain != AF_INET && domain != AF_INET6) return Protocol::other;
  const bool is_default = protocol == 0;
  if ((type & type_bits) == SOCK_STREAM &&
      (is_default || protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP))
    return Protocol::tcp;
  if ((type & type_bits) == SOCK_DGRAM &&
      (is_default || protocol == IPPROTO_UDP))
    return Protocol::udp;
  return Protocol::other;
}

std::string end_of(const sockaddr_storage& address) {
  packet::Endpoint end;
  if (address.ss_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address);
    end.port = ntohs(ipv4.sin_port);
    std::memcpy(end.address.data(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
  } else if (address.ss_family == AF_INET6) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
    end.port = ntohs(ipv6.sin6_port);
    const auto bytes = std::as_bytes(std::span{&ipv6.sin6_addr, 1});
    end.ipv6 = !IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr);
    std::ranges::copy(end.ipv6 ? bytes : bytes.subspan(12),
                      end.address.begin());
  }
  return end.port == 0 ? "" : end.to_string();
}

Inode Sockets::inode_of(pid_t thread, int fd) {
  const std::optional<Inode> inode = descriptors_.socket_at(thread, fd);
  if (!inode) throw Unreadable{};
  return *inode;
}

Socket* Sockets::at(pid_t thread, int fd) {
  const Inode inode = inode_of(thread, fd);
  if (inode == 0) return nullptr;
  Socket* const socket = find(thread, fd, inode);
  socket->fd = fd;
  if (socket->ours()) descriptors_.remember(thread, fd, inode);
  return socket;
}

Socket* Sockets::find(pid_t thread, int fd, Inode inode) {
  const auto [place, fresh] = known_.try_emplace(inode);
  Socket& socket = place->second;
  if (!fresh) return &socket;
  socket.inode = inode;
  const Fd copy = descriptors_.copy_of(thread, fd);
  socket.protocol = protocol_at(copy.get());
  socket.foreign = true;
  if (!socket.ours()) return &socket;
  socket.ends = {end_at(copy.get(), ::getsockname),
                 end_at(copy.get(), ::getpeername)};
  socket.used = !socket.ends.local.empty();
  return &socket;
}

Socket* Sockets::made(pid_t thread, int fd, Protocol protocol) {
  descriptors_.forget(fd);
  return add(thread, fd, inode_of(thread, fd), protocol);
}

Socket* Sockets::accepted(pid_t thread, int fd) {
  descriptors_.forget(fd);
  const Fd copy = descriptors_.copy_of(thread, fd);
  struct stat status {};
  if (::fstat(copy.get(), &status) == -1)
    return made(thread, fd, Protocol::tcp);
  Socket* const socket = add(thread, fd, status.st_ino, Protocol::tcp);
  learn_ends(copy, *socket);
  return socket;
}

Socket* Sockets::add(pid_t thread, int fd, Inode inode, Protocol protocol) {
  if (inode == 0) return nullptr;
  Socket& socket = known_[inode];
  socket.inode = inode;
  socket.fd = fd;
  socket.protocol = protocol;
  socket.forks = forks_;
  if (socket.ours()) descriptors_.remember(thread, fd, inode);
  return &socket;
}

Socket* Sockets::known(Inode inode) {
  const auto place = known_.find(inode);
  return place == known_.end() ? nullptr : &place->second;
}

void Sockets::ask_ends(pid_t thread, int fd, Socket& socket) {
  learn_ends(descriptors_.copy_of(thread, fd), socket);
}

std::vector<std::pair<int, Socket*>> Sockets::of(pid_t thread) {
  std::vector<std::pair<int, Socket*>> found;
  for (const auto& [fd, inode] : sockets_of(thread))
    if (Socket* const socket = find(thread, fd, inode); socket->ours())
      found.emplace_back(fd, socket);
  return found;
}

std::vector<int> Sockets::last(
    pid_t thread, const std::vector<int>& closing,
    const std::function<std::vector<pid_t>()>& others) {
  std::vector<int> found;
  std::set<Inode> told;
  std::set<Inode> elsewhere;
  bool looked = false;
  const auto is_elsewhere = [&](Inode inode) {
    if (looked) return elsewhere.contains(inode);
    looked = true;
    for (const auto& [fd, held] : sockets_of(thread))
      if (std::ranges::find(closing, fd) == closing.end())
        elsewhere.insert(held);
    for (const pid_t other : others())
      if (!share_descriptors(thread, other))
        for (const auto& [fd, held] : sockets_of(other)) elsewhere.insert(held);
    return elsewhere.contains(inode);
  };
  for (const int fd : closing) {
    const Socket* socket = at(thread, fd);
    if (socket == nullptr || !socket->ours() || socket->foreign ||
        socket->on_way > 0)
      continue;
    const bool alone = !socket->shared && socket->forks == forks_;
    if ((alone || !is_elsewhere(socket->inode)) &&
        told.insert(socket->inode).second)
      found.push_back(fd);
  }
  return found;
}

std::vector<const Socket*> Sockets::left_by_all(
    const std::vector<pid_t>& others) {
  std::set<Inode> held;
  for (const pid_t other : others)
    for (const auto& [fd, inode] : sockets_of(other)) held.insert(inode);
  std::vector<const Socket*> found;
  for (const auto& [inode, socket] : known_)
    if (socket.ours() && !socket.foreign && socket.on_way == 0 &&
        !held.contains(inode))
      found.push_back(&socket);
  std::ranges::sort(found, {}, &Socket::fd);
  return found;
}

}  // namespace calls
