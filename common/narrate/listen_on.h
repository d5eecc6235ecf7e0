// What each server does before its first client comes. Lab 01's echo_server
// writes these calls by hand, and says what each one is for.
#pragma once

#include "common/socket/address.h"
#include "common/socket/fd.h"

// A socket that listens at that address; its place in words is said, too: the
// port may be one that the kernel chose. SO_REUSEADDR is set, so that an old
// connection in TIME-WAIT does not keep the port (lab 08). Does not block.
// Throws std::system_error: EADDRINUSE if another socket listens there. See
// socket(2), setsockopt(2), bind(2), listen(2).
[[nodiscard]] Fd listen_on(const Address& address);
