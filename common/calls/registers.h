// What a thread that is stopped before a call is about to do, changed. See ptrace(2).
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace calls {

// A filter of the program's own wants a tracer of its own for this call. There is
// none: the kernel would refuse the call with ENOSYS.
void refuse_call(pid_t thread);

// Of clone(2) with CLONE_UNTRACED: the child is traced all the same. Without a tracer
// the kernel would refuse the calls that our filter names.
void trace_child(pid_t thread, std::uint64_t flags);

}  // namespace calls
