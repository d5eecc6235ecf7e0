// datagram_server: datagrams come faster than it reads. Its buffer is small.
//
// Watch:  some are gone, and neither side has an error.
// Read:   udp(7), socket(7) "SO_RCVBUF"; RFC 768.
// Run:    labs/18_way_in/run.sh datagrams

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "datagram_server [--host H] [--port P] [--buffer N]\n"
            "Takes datagrams, and reads them when it is let.\n"
            "--buffer N    SO_RCVBUF, in bytes (4096)");
  const Address address = resolve(options.host, options.port);
  const int buffer_size = options.number("--buffer", 4096);

  const Fd server{must(CALL(::socket(address.family(), SOCK_DGRAM, 0)))};
  must(CALL(::setsockopt(server.get(), SOL_SOCKET, SO_RCVBUF, &buffer_size,
                         sizeof buffer_size)));
  must(CALL(::bind(server.get(), address.get(), address.size())));
  step("bound");

  int count = 0;
  std::array<char, 2000> buffer{};
  while (::recv(server.get(), buffer.data(), buffer.size(), MSG_DONTWAIT) >= 0)
    ++count;
  if (errno != EAGAIN) must(-1, "recv(server, buffer, size, MSG_DONTWAIT)");

  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  must(CALL(::getsockopt(server.get(), SOL_SOCKET, SO_MEMINFO, memory.data(),
                         &size)));
  const auto dropped = memory[SK_MEMINFO_DROPS];
  say("read " + std::to_string(count) + ", dropped " + std::to_string(dropped));
  say("together " +
      std::to_string(static_cast<std::uint32_t>(count) + dropped));
  step("read");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
