// What a server does that has one thread for all clients: what can be done for this
// one without waiting. Lab 01's echo_server does the same, and waits.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>

#include "common/narrate/narrate.h"
#include "common/socket/fd.h"

struct Client {
  Fd socket{};  // non-blocking
  // What it has sent, and has not taken back yet. While there is some, nothing more
  // is read: one client cannot fill the server's memory.
  std::string unsent{};
};

enum class Turn {
  worked,   // there may be more to do at once
  blocked,  // EAGAIN: no more, until it sends, or takes what is unsent
  ended,    // by its FIN, or it is lost
};

// Makes a recv(), if nothing is unsent, and a send(). Does not block.
inline Turn echo_some(Client& c) {
  const Fd& client = c.socket;
  if (c.unsent.empty()) {
    std::array<char, 4096> buffer{};
    const ssize_t received =
        CALL(::recv(client.get(), buffer.data(), buffer.size(), 0));
    if (received == -1 && (errno == EAGAIN || errno == EINTR))
      return Turn::blocked;
    if (received <= 0) return Turn::ended;  // 0: FIN. -1: ECONNRESET
    c.unsent.assign(buffer.data(), static_cast<std::size_t>(received));
  }
  const ssize_t sent = CALL(
      ::send(client.get(), c.unsent.data(), c.unsent.size(), MSG_NOSIGNAL));
  if (sent == -1)
    return errno == EAGAIN || errno == EINTR ? Turn::blocked : Turn::ended;
  c.unsent.erase(0, static_cast<std::size_t>(sent));
  return c.unsent.empty() ? Turn::worked : Turn::blocked;
}
