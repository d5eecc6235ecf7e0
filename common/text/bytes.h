// What the protocols read and write.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace text {

using Bytes = std::span<const std::byte>;
using Output = std::vector<std::byte>;  // what is to be sent, in order

inline Bytes bytes_of(std::string_view text) {
  return std::as_bytes(std::span{text});
}

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void append(Output& output, Bytes bytes);

}  // namespace text
