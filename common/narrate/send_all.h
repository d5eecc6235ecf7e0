// All of it or an error: send(2) may take less than it was given. Lab 01's
// raw_echo_server writes this loop by hand.
#pragma once

#include <sys/types.h>

#include <string_view>

#include "common/socket/fd.h"
#include "common/socket/must.h"

// Sends all of `bytes`; says each send() that this takes. Returns what the last
// one returned (0 if there are no bytes to send): -1, with errno, if it failed.
// So must(send_all(...)) throws, and where the peer may be gone, a lab asks `if
// (send_all(...) == -1)`. Blocks while the send buffer is full. Retries EINTR;
// raises no SIGPIPE: that error is EPIPE. See send(2).
[[nodiscard]] Result<ssize_t> send_all(const Fd& client,
                                       std::string_view bytes);
