// The system calls that the kernel refuses it: those that get more rights or reach
// other processes, those that `calls` could not see, and memory that no process
// shows. seccomp(2).
#pragma once

#include <linux/filter.h>

#include <vector>

namespace sandbox {

std::vector<sock_filter> refusals();

// From now on, for this process and all that it begins. Throws std::system_error.
void refuse_calls();

}  // namespace sandbox
