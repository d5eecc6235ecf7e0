// read(2) may give less than it was asked for.
#pragma once

#include <cstddef>
#include <span>

// Reads until `buffer` is full or the peer has ended. Returns the bytes read:
// fewer than buffer.size() only at end of file. Blocks. Retries EINTR; throws
// std::system_error on any other error. See read(2).
std::size_t read_full(int fd, std::span<char> buffer);
