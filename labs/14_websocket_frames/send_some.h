// What a server sends to a client that may not read: it must not wait for that
// one, so the rest is kept.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "common/socket/fd.h"
#include "common/websocket/bytes.h"

// Sends as much of `bytes`, and of `more` behind them, as the socket, which is
// non-blocking, takes at once. The rest is in `unsent` then; `bytes` may lie there.
// Returns what sendmsg(2) returns: 0 if there is nothing to send, -1 with errno,
// which is EAGAIN if the client does not read. A `more` that is large is sent from
// where it lies.
inline ssize_t send_some(const Fd& client, websocket::Output& unsent,
                         websocket::Bytes bytes, websocket::Bytes more = {}) {
  if (bytes.empty() && more.empty()) return 0;
  std::array<iovec, 2> pieces{
      {{const_cast<std::byte*>(bytes.data()), bytes.size()},
       {const_cast<std::byte*>(more.data()), more.size()}}};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  const ssize_t result = ::sendmsg(client.get(), &message, MSG_NOSIGNAL);
  const int error = errno;
  const auto sent = static_cast<std::size_t>(std::max<ssize_t>(result, 0));
  const std::size_t first = std::min(sent, bytes.size());
  websocket::Output rest;
  websocket::append(rest, bytes.subspan(first));
  websocket::append(rest, more.subspan(sent - first));
  unsent = std::move(rest);
  errno = error;
  return result;
}
