// Reads the memory of another process, as much of it as there is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace calls {

// Copies what can be read of a process's memory from `address` on. Returns the
// bytes: fewer than buffer.size() where that memory ends, 0 if there is none.
using Memory = std::function<std::size_t(std::uint64_t address,
                                         std::span<std::byte> buffer)>;

// What stands at that address; nothing if it cannot be read whole.
template <typename T>
std::optional<T> value_at(const Memory& memory, std::uint64_t address) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value{};
  if (address == 0 || memory(address, std::as_writable_bytes(std::span{
                                          &value, 1})) != sizeof value)
    return std::nullopt;
  return value;
}

// The first of `count` values there: as many as can be read, `most` at most.
template <typename T>
std::vector<T> values_at(const Memory& memory, std::uint64_t address,
                         std::uint64_t count, std::size_t most) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> values(std::min<std::uint64_t>(count, most));
  const std::size_t bytes =
      address == 0 ? 0
                   : memory(address, std::as_writable_bytes(std::span{values}));
  values.resize(bytes / sizeof(T));
  return values;
}

}  // namespace calls
