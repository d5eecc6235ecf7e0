// What one thread sends to many clients: it waits for none of them, and keeps what
// a client does not take. Lab 03's http_server writes it by hand.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <vector>

#include "common/socket/fd.h"

// Sends what the socket takes at once of `bytes`, and then of `more`; a large one
// is sent from where it lies. The rest is in `unsent` then, where `bytes` may have
// been. Returns what sendmsg(2) returns: -1 and EAGAIN if the client does not read.
// 0 if there is nothing to send. The socket must be non-blocking. Raises no SIGPIPE.
ssize_t send_some(const Fd& client, std::vector<std::byte>& unsent,
                  std::span<const std::byte> bytes,
                  std::span<const std::byte> more = {});
