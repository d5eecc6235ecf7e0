// filtering_server: a filter at the socket refuses all that comes; later it is taken
// away.
//
// Watch:  no answer, though the port listens and the connection is ESTAB.
// Read:   socket(7) "SO_ATTACH_FILTER"; ss(8) "skmem": d is what was dropped.
// Run:    labs/18_way_in/run.sh filter

#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "filtering_server [--host H] [--port P]\n"
            "Refuses what a client sends, by a filter, and then takes it.");
  const Fd listener = listen_on(resolve(options.host, options.port));
  step("listening");
  const Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};

  // A program for the kernel, of one line: return 0, which means "drop". tcpdump's
  // filters are such programs, and so are those of many a firewall.
  std::array<sock_filter, 1> code{{BPF_STMT(BPF_RET | BPF_K, 0)}};
  const sock_fprog filter{.len = code.size(), .filter = code.data()};
  must(CALL(::setsockopt(client.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter,
                         sizeof filter)));
  step("filtered");

  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  must(CALL(::getsockopt(client.get(), SOL_SOCKET, SO_MEMINFO, memory.data(),
                         &size)));
  const bool some = memory[SK_MEMINFO_DROPS] > 0;
  say(some ? "the socket has dropped segments"
           : "the socket has dropped nothing");
  step("counted");

  const int unused = 0;
  must(CALL(::setsockopt(client.get(), SOL_SOCKET, SO_DETACH_FILTER, &unused,
                         sizeof unused)));
  std::array<char, 100> buffer{};
  must(CALL(::recv(client.get(), buffer.data(), buffer.size(), 0)));
  step("received");
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
