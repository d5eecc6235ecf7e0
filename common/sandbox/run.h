// Runs a program of somebody else, which may be mistaken or hostile, and ends it
// with all that it has begun.
//
//   this process         waits, counts, passes on what it says; is not in its namespaces
//     └ first process    in namespaces of its own: when it ends, all in there end
//         └ the command  nobody, without rights, limits, an open file or a way out
//
// See clone(2), pid_namespaces(7).
#pragma once

#include "common/sandbox/plan.h"

namespace sandbox {

// Returns how the command has ended: a status of wait(2). What has ended it by force
// is said on standard error; then the status is that of exit(1). Throws
// std::system_error, or Unavailable before it has begun.
int run(const Plan& plan);

}  // namespace sandbox
