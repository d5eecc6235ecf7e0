// wire_floor: a wire without a thought: the system calls that a packet needs, and
// no more. What the true wire costs beside it is its own. scripts/bench.sh.

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <span>
#include <variant>
#include <vector>

#include "common/host/host.h"
#include "common/narrate/options.h"
#include "common/packet/packet.h"
#include "common/socket/must.h"
#include "common/trace/reports.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "wire_floor [--calls PATH] [--states]\n"
            "Joins the two hosts of scripts/two_hosts.sh, and tells nothing.\n"
            "--calls PATH   looks there before each packet\n"
            "--states       asks both kernels for each segment's socket");
  const std::array<host::Host, 2> hosts{host::open_host("client"),
                                        host::open_host("server")};
  trace::Reports calls{options.text("--calls", ""),
                       std::chrono::steady_clock::now()};
  std::vector<std::byte> buffer(65536);
  while (true) {
    std::array<pollfd, 2> devices{
        {{hosts[0].tun.get(), POLLIN, 0}, {hosts[1].tun.get(), POLLIN, 0}}};
    must(::poll(devices.data(), devices.size(), -1), "poll(devices, 2, -1)");
    for (std::size_t from = 0; from < 2; ++from) {
      for (int n = 0; n < 16 && devices[from].revents != 0; ++n) {
        const ssize_t size =
            ::read(hosts[from].tun.get(), buffer.data(), buffer.size());
        if (size == -1 && errno == EAGAIN) break;
        must(size, "read(tun, buffer, size)");
        const auto packet =
            std::span{buffer}.first(static_cast<std::size_t>(size));
        calls.take();
        const auto parsed = packet::parse(packet);
        const auto* segment = std::get_if<packet::Packet>(&parsed);
        if (segment != nullptr && options.has("--states")) {
          const auto& source = segment->source;
          const auto& destination = segment->destination;
          static_cast<void>(hosts[from].kernel.state(source, destination));
          static_cast<void>(hosts[1 - from].kernel.state(destination, source));
        }
        must(::write(hosts[1 - from].tun.get(), packet.data(), packet.size()),
             "write(tun, packet, size)");
      }
    }
  }
} catch (const std::exception& error) {
  return report(error);
}
