// The file, or the pipe, that a trace comes from; and what is no trace at all.
#pragma once

#include <string>
#include <string_view>

#include "common/socket/fd.h"

namespace trace {

// Opens it; "-" is standard input. Throws if it is a directory, or empty.
Fd open_trace(const std::string& path);

// Throws if a file that begins so is no trace, or one of a newer version: with the
// cure, if it is a capture or compressed. `program`: who reads it, for the cure.
void check_trace(std::string_view beginning, const std::string& path,
                 const std::string& program);

}  // namespace trace
