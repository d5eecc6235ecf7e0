// What the kernel says of a thread that stands still, and what we change in it: its
// registers only on x86-64, and on no other machine yet. See ptrace(2).
#pragma once

#include <sys/ptrace.h>
#include <sys/types.h>

#include <optional>

#include "common/calls/system_call.h"

namespace calls {

// What it is about to call, or has got. All zero if it has been killed meanwhile.
__ptrace_syscall_info info_of(pid_t thread);

// What its event brings: a new thread, an exit status. Nothing if it has been killed
// meanwhile.
std::optional<int> message_of(pid_t thread);

// A filter of the program's own has asked for a tracer (SECCOMP_RET_TRACE). We are
// not the one that it means: as without one, the call fails with ENOSYS. A filter
// with our mark (filter.h) is not told from ours.
void refuse_call(pid_t thread);

// Takes CLONE_UNTRACED from clone(2) or clone3(2), so that the child is traced, too:
// without a tracer the kernel would refuse the calls that our filter names. The flags
// of clone3 are in the program's memory, and stay changed there.
void trace_child(pid_t thread, const SystemCall& call);

}  // namespace calls
