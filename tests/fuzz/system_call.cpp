// Any bytes as a system call and the memory of its process: the call's number,
// arguments and result, then what stands in the memory, which ends somewhere or
// begins again. Whatever they are, the words come, and soon.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>

#include "common/calls/table.h"
#include "common/calls/waits.h"
#include "common/calls/words.h"

namespace {

using calls::SystemCall;

void demand(bool condition) {
  if (!condition) std::abort();
}

// Each address below `end` has a byte of these.
calls::Memory memory_of(std::span<const std::byte> bytes, std::uint64_t end) {
  return [bytes, end](std::uint64_t address, std::span<std::byte> buffer) {
    if (bytes.empty() || address >= end) return std::size_t{0};
    const std::size_t size =
        std::min<std::uint64_t>(buffer.size(), end - address);
    for (std::size_t i = 0; i < size; ++i)
      buffer[i] = bytes[(address + i) % bytes.size()];
    return size;
  };
}

// A number from the input; most inputs have small ones in it.
std::uint64_t take(std::span<const std::byte>& bytes) {
  std::uint64_t number = 0;
  const std::size_t size = std::min(bytes.size(), sizeof number);
  std::memcpy(&number, bytes.data(), size);
  bytes = bytes.subspan(size);
  return number;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  auto bytes = std::as_bytes(std::span{data, size});
  const auto rows = calls::table();
  const calls::Row& row = rows[take(bytes) % rows.size()];
  SystemCall call{.number = row.number};
  for (std::uint64_t& argument : call.arguments) argument = take(bytes);
  if (row.second) call.arguments[1] = *row.second;
  const auto result = static_cast<long long>(take(bytes));
  const std::uint64_t end = take(bytes);
  constexpr std::size_t most = 300;

  for (const auto& memory : {memory_of(bytes, end), memory_of({}, 0)}) {
    const std::string words = calls::words(call, memory);
    demand(words.starts_with(calls::name_of(call)) && words.ends_with(')'));
    demand(words.find('\x1b') == std::string::npos);
    calls::outcome(call, memory, result);
    calls::folded_words(call, memory);
    demand(calls::bytes_written(call, memory, most).size() <= most);
    demand(calls::bytes_read(call, memory, result, most).size() <= most);
    calls::passed(call, memory);
    demand(calls::descriptors(call).size() <= call.arguments.size());
    calls::shown(call);
    const auto fdinfo = calls::descriptors_of_epoll(
        {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    calls::words(calls::ready(call, memory, result, fdinfo));
    calls::words(calls::waited_for(call, memory));
  }
  return 0;
}
