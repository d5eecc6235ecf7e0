// Which system calls stop a thread of the program: a filter in the kernel says so
// at each call, and all others run at full speed. seccomp(2), bpf(4).
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

namespace calls {

// What the filter gives us with each stop: a stop with anything else is of a filter
// that the program has made itself.
constexpr std::uint16_t our_mark = 0xca11;

// How calls are numbered on this machine: AUDIT_ARCH_X86_64. A program of 32 bits
// has another numbering.
std::uint32_t native_numbering();

// The calls of table.h; those that replace the program, trace another, or begin a
// child that is not to be traced; and of another numbering those that make a socket.
std::vector<sock_filter> filter();

// From now on, for this thread and all that it begins. Sets no_new_privs where the
// kernel wants it, as it does of an ordinary user. Returns 0 or an errno.
int install_filter();

}  // namespace calls
