// What a thread that is stopped before a call is about to do, changed. Its registers
// only on x86-64, and on no other machine yet. See ptrace(2).
#pragma once

#include <sys/types.h>

#include "common/calls/system_call.h"

namespace calls {

// A filter of the program's own has asked for a tracer (SECCOMP_RET_TRACE). We are
// not the one that it means: as without one, the call fails with ENOSYS. A filter
// with our mark (filter.h) is not told from ours.
void refuse_call(pid_t thread);

// Takes CLONE_UNTRACED from clone(2) or clone3(2), so that the child is traced, too:
// without a tracer the kernel would refuse the calls that our filter names. The flags
// of clone3 are in the program's memory, and stay changed there.
void trace_child(pid_t thread, const SystemCall& call);

}  // namespace calls
