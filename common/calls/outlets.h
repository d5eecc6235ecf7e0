// Where events go: to a trace that takes them (LAB_TRACE), into a file, or as lines
// for a person.
#pragma once

#include <functional>
#include <string>

#include "common/trace/trace.h"

namespace calls {

using Tell = std::function<void(const trace::Event&)>;

// To the UNIX datagram socket of that name. If it is full it is waited for, up to a
// second: only the thread that has made the call stands still. Then the event is
// lost, and a later one says how many were. Throws std::system_error.
Tell to_socket(const std::string& path);

// Into that file ("-": standard output), as a trace that begins now. Throws
// std::system_error.
Tell to_file(const std::string& path);

// On standard error: "curl  connect(5, 192.0.2.2:80) = 0"; other
// processes than the first, and threads, with their numbers.
Tell to_person();

}  // namespace calls
