#include "common/host/interface.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <ctime>
#include <span>
#include <stdexcept>

#include "common/packet/link.h"
#include "common/socket/must.h"

namespace host {
namespace {

constexpr std::size_t largest_packet = 65536;

// Without the link's header (SOCK_DGRAM), and without any packet (protocol 0)
// before it is bound to its device.
Fd open_socket() {
  Fd socket{::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (socket.get() == -1 && errno == EPERM)
    throw std::runtime_error{
        "to watch an interface needs root or CAP_NET_RAW: "
        "use sudo, or --read a capture"};
  must(socket.get(), "socket(AF_PACKET, SOCK_DGRAM, 0)");
  return socket;
}

}  // namespace

Interface::Interface(const std::string& name)
    : socket_{open_socket()}, buffer_(largest_packet) {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);  // what leaves, too
  address.sll_ifindex = static_cast<int>(::if_nametoindex(name.c_str()));
  if (address.sll_ifindex == 0) must(-1, name.c_str());
  // As much room as we may have: what does not fit into it is lost.
  const int room = 64 << 20;
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  must(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address),
       "bind(socket, address, size)");
}

std::optional<packet::Captured> Interface::next() {
  while (true) {
    sockaddr_ll from{};
    socklen_t size = sizeof from;
    const ssize_t n = ::recvfrom(socket_.get(), buffer_.data(), buffer_.size(),
                                 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (n == -1 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    must(n, "recvfrom(socket, buffer, size, 0)");
    // A loopback device shows each packet as it leaves and as it arrives.
    if (from.sll_hatype == ARPHRD_LOOPBACK &&
        from.sll_pkttype == PACKET_OUTGOING)
      continue;
    timespec time{};  // when the kernel took the packet, not when we did
    must(::ioctl(socket_.get(), SIOCGSTAMPNS, &time), "ioctl(SIOCGSTAMPNS)");
    packet::Captured packet;
    packet.number = ++packets_;
    packet.nanoseconds =
        time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
    const auto [ip, reason] = packet::unwrap_ethertype(
        ntohs(from.sll_protocol),
        std::span{buffer_}.first(static_cast<std::size_t>(n)));
    packet.ip = ip;
    packet.reason = reason;
    return packet;
  }
}

long Interface::lost() const {
  tpacket_stats counts{};
  socklen_t size = sizeof counts;
  must(::getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &counts,
                    &size),
       "getsockopt(socket, SOL_PACKET, PACKET_STATISTICS)");
  return counts.tp_drops;
}

}  // namespace host
