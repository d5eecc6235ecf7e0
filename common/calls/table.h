// The system calls that can be about a socket: one table, from which come the
// kernel's filter, the names, the kinds and the words of a call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/calls/system_call.h"

namespace calls {

// How an argument is said. `nothing`: it is not.
enum class Argument : std::uint8_t {
  nothing,
  fd,
  number,
  size,
  domain,
  type,
  protocol,
  socket_flags,
  address,  // its size is the next argument
  message_flags,
  vectors,  // their number is the next argument
  message,
  messages,  // their number is the next argument
  how,
  option,  // its level; its number is the next argument
  value,   // of setsockopt
  last_fd,
  range_flags,
  command,  // of fcntl, with its own argument
  request,  // of ioctl, with its own argument
  operation,
  events  // a pointer to an epoll_event
};

struct Row {
  long number;
  std::string_view name;
  Kind kind;
  std::array<Argument, 6> arguments{};
  // The call that is the same if that argument is null: recv for recvfrom.
  std::string_view plain{};
  std::size_t null_argument = 0;
  // Only with this second argument: fcntl, ioctl. Their rows stand together.
  std::optional<std::uint32_t> second{};
};

// The filter traces these numbers (and second arguments) and no other.
std::span<const Row> table();

// Null if the call is in no row.
const Row* row_of(const SystemCall& call);

}  // namespace calls
