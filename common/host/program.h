// Programs as a shell finds them, by the folders of PATH; and how they end.
#pragma once

#include <string>

namespace host {

// Whether a folder of PATH has it: F_OK; and one that may be run: X_OK. See access(2).
bool is_on_path(const std::string& name, int mode);

// Why execvp() has failed, if it has set errno to that: EACCES, too, if one of the
// folders may not be searched and the program is in none, which is ENOENT. See
// execvp(3).
int why_not_run(const std::string& name, int error);

// Ends this process as another one has ended: with its exit status, or by the same
// signal. A status of wait(2).
[[noreturn]] void end_as(int status);

}  // namespace host
