// The options of a socket by name, and what their values are. See socket(7), tcp(7),
// ip(7), ipv6(7), udp(7).
#pragma once

#include <cstdint>
#include <string>

#include "common/calls/memory.h"

namespace calls {

enum class Value {
  flag,    // on or off
  number,  // an int
  linger,  // on or off, and seconds
  time,    // seconds and microseconds
  text,
  error,  // an error number
  other
};

struct Option {
  std::string name;  // "SO_LINGER"; "SOL_SOCKET, 77" if its name is not known
  Value value = Value::other;
};

Option option_of(std::uint32_t level, std::uint32_t number);

// "1", "{1, 0}", "\"cubic\"", "ECONNREFUSED"; "?" if it cannot be read.
std::string value_words(Value value, const Memory& memory,
                        std::uint64_t address, std::uint64_t size);

}  // namespace calls
