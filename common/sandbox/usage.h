// What all its processes have together: nobody can hide from the /proc of the
// namespace that they are in. proc(5).
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/sandbox/plan.h"
#include "common/socket/fd.h"

namespace sandbox {

class Usage {
 public:
  // That process is the first one of its PID namespace, and has mounted its /proc.
  explicit Usage(pid_t first);

  // What is used up, in words: "256 processes and threads". Nothing: all is well.
  [[nodiscard]] std::optional<std::string> too_much(const Limits& limits) const;

 private:
  [[nodiscard]] std::vector<std::string> processes() const;
  [[nodiscard]] std::string status_of(const std::string& process) const;

  Fd processes_;
};

}  // namespace sandbox
