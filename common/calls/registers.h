// What a thread that is stopped before a call is about to do, changed: on x86-64, and
// on no other machine yet. See ptrace(2).
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace calls {

// A filter of the program's own has asked for a tracer (SECCOMP_RET_TRACE). We are
// not the one that it means: as without one, the call fails with ENOSYS. A filter
// with our mark (filter.h) is not told from ours.
void refuse_call(pid_t thread);

// Of clone(2) with CLONE_UNTRACED: the child is traced all the same. Without a tracer
// the kernel would refuse the calls that our filter names, as it does in a child of
// clone3: its flags are in memory, where no filter can look.
void trace_child(pid_t thread, std::uint64_t flags);

}  // namespace calls
