// The lines of a file, or of a pipe whose writer takes its time.
#pragma once

#include <functional>
#include <string_view>

namespace trace {

// Calls line(text), without the line's end, until the end of the file, and
// quiet() when no more has come for 10 ms, and at the end; before all of them
// beginning(bytes), the first that came (none of an empty file). Of a line
// longer than 1 MiB not much more is kept. Throws std::system_error.
void each_line(
    int fd, const std::function<void(std::string_view)>& line,
    const std::function<void()>& quiet = [] {},
    const std::function<void(std::string_view)>& beginning =
        [](std::string_view) {});

}  // namespace trace
