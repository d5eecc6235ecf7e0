// What one thread sends to many clients: it waits for none of them, and keeps what
// a client does not take. Lab 03's http_server writes it by hand.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "common/socket/fd.h"

// Sends what the socket takes at once of `bytes`, and then of `more`; a large one
// is sent from where it lies. The rest is in `unsent` then, where `bytes` may have
// been. Returns what sendmsg(2) returns: -1 and EAGAIN if the client does not read.
// 0 if there is nothing to send. The socket must be non-blocking. Raises no SIGPIPE.
inline ssize_t send_some(const Fd& client, std::vector<std::byte>& unsent,
                         std::span<const std::byte> bytes,
                         std::span<const std::byte> more = {}) {
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
  const auto rest = bytes.subspan(std::min(sent, bytes.size()));
  const auto more_rest = more.subspan(sent - (bytes.size() - rest.size()));
  std::vector<std::byte> kept{rest.begin(), rest.end()};
  kept.insert(kept.end(), more_rest.begin(), more_rest.end());
  unsent = std::move(kept);
  errno = error;  // allocating may have changed it
  return result;
}
