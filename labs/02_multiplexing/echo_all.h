// What a server does that has a process or a thread for each client: it waits for
// this one client, and for nobody else. Lab 01's echo_server writes it by hand.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/send_all.h"
#include "common/socket/fd.h"

// Sends back what that client sends, until it has ended, or is lost. Blocks.
inline void echo_all(const Fd& client) {
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t received =
        CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    if (received == -1 && errno == EINTR) continue;
    if (received <= 0) return;  // 0: the client's FIN. -1: ECONNRESET
    if (send_all(client, {buffer.data(), static_cast<std::size_t>(received)}) ==
        -1)
      return;  // EPIPE or ECONNRESET: the client is gone
  }
}
