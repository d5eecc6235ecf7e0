// SO_KEEPALIVE and its three numbers: set, and asked.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"

// Lets the kernel probe a silent peer: as --idle and --count say, or else as the
// host's sysctls do. See tcp(7).
inline void set_keepalive(const Fd& client, const Options& options) {
  const int on = 1;
  must(CALL(
      ::setsockopt(client.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on)));
  int idle = options.number("--idle", 1), interval = idle;
  int count = options.number("--count", 2);
  socklen_t size = sizeof idle;
  if (options.has("--idle")) {
    must(CALL(
        ::setsockopt(client.get(), IPPROTO_TCP, TCP_KEEPIDLE, &idle, size)));
    must(CALL(::setsockopt(client.get(), IPPROTO_TCP, TCP_KEEPINTVL, &interval,
                           size)));
    must(CALL(
        ::setsockopt(client.get(), IPPROTO_TCP, TCP_KEEPCNT, &count, size)));
  }
  must(CALL(
      ::getsockopt(client.get(), IPPROTO_TCP, TCP_KEEPIDLE, &idle, &size)));
  must(CALL(::getsockopt(client.get(), IPPROTO_TCP, TCP_KEEPINTVL, &interval,
                         &size)));
  must(CALL(
      ::getsockopt(client.get(), IPPROTO_TCP, TCP_KEEPCNT, &count, &size)));
  say("a probe after " + std::to_string(idle) + " s, then each " +
      std::to_string(interval) + " s; it gives up after " +
      std::to_string(count));
}
