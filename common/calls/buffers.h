// Where a call's data are in its process: in one buffer, in several (readv), or
// in those of a message (recvmsg) or several (recvmmsg).
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/calls/system_call.h"

namespace calls {

struct Buffer {
  std::uint64_t address = 0;
  std::uint64_t size = 0;
};
using Buffers = std::vector<Buffer>;

// Nothing if they cannot be read, or if the call has no data.
std::optional<Buffers> buffers_of(const SystemCall& call, const Memory& memory);

// The bytes of all; the largest number there is if that is too small.
std::uint64_t size_of(const Buffers& buffers);

// Those that hold the first `size` bytes.
Buffers first_of(Buffers buffers, std::uint64_t size);

// What stands in them, as far as it can be read, `most` bytes at most.
std::string text_in(const Buffers& buffers, const Memory& memory,
                    std::size_t most);

// The messages of sendmsg, recvmsg, sendmmsg and recvmmsg, each with the bytes
// that were moved (of the last two calls). The first 1,024, as the kernel does.
std::vector<mmsghdr> messages_of(const SystemCall& call, const Memory& memory);
std::optional<Buffers> buffers_of(const msghdr& message, const Memory& memory);

// The text of a socket's address: "192.0.2.1:80", "[2001:db8::1]:80", "AF_UNIX";
// "?" if it cannot be read, empty if it has no bytes.
std::string address_at(std::uint64_t address, std::uint64_t size,
                       const Memory& memory);

}  // namespace calls
