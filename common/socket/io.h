// All of it or an error: read(2) and send(2) may do less than they were asked.
// Lab 01's raw_echo_server writes the loop around send() by hand.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

// Reads until `buffer` is full or the peer has ended. Returns the bytes read:
// fewer than buffer.size() only at end of file. Blocks. Retries EINTR; throws
// std::system_error on any other error. See read(2).
std::size_t read_full(int fd, std::span<char> buffer);

// Writes all of `bytes`. Blocks while the send buffer is full. Retries EINTR;
// throws std::system_error on any other error: EPIPE too, for no SIGPIPE is
// raised (MSG_NOSIGNAL). See send(2).
void write_all(int fd, std::string_view bytes);
