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

// Takes CLONE_UNTRACED from clone(2), so that the child is traced, too: without a
// tracer the kernel would refuse the calls that our filter names. With clone3(2) it
// does: the flags of that are in memory, where no filter can look.
void trace_child(pid_t thread, std::uint64_t flags);

}  // namespace calls
