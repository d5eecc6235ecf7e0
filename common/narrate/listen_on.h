// What each server does before its first client comes. Lab 01 writes these calls
// by hand.
#pragma once

#include "common/socket/address.h"
#include "common/socket/fd.h"

// Returns a socket that listens at that address. Says each call, and where it
// listens: with port 0 the kernel chooses. SO_REUSEADDR is set, so that an old
// connection in TIME-WAIT does not keep the port (lab 08). Does not block. Throws
// std::system_error: EADDRINUSE if another socket listens there. See socket(2),
// setsockopt(2), bind(2), listen(2).
[[nodiscard]] Fd listen_on(const Address& address);
