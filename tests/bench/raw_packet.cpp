// raw_packet: sends its standard input as one packet, as it is, out of the device
// "wire" of this host. tests/wire_devices.sh.

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "common/narrate/options.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

int main() try {
  std::array<char, 1500> packet{};
  const ssize_t size =
      must(::read(STDIN_FILENO, packet.data(), packet.size()), "read");
  const Fd socket{must(::socket(AF_PACKET, SOCK_DGRAM, 0), "socket")};
  sockaddr_ll device{};
  device.sll_family = AF_PACKET;
  device.sll_protocol = htons(ETH_P_IP);
  device.sll_ifindex =
      must(static_cast<int>(::if_nametoindex("wire")), "if_nametoindex");
  must(::sendto(socket.get(), packet.data(), static_cast<std::size_t>(size), 0,
                reinterpret_cast<const sockaddr*>(&device), sizeof device),
       "sendto");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
