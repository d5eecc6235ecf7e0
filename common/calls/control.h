// Who says when a held call goes on: a program at the other end of a socket, or a
// person at the terminal.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/socket/fd.h"

namespace calls {

class Control {
 public:
  // Takes lines from it, and sends this process SIGIO when some have come. `told`:
  // the other end is a program, which is told of each call that is held. Throws
  // std::system_error.
  Control(Fd fd, bool told);

  [[nodiscard]] bool is_person() const { return !told_; }

  // The lines that have come, without their ends. Does not wait. At the end of all:
  // "run".
  std::vector<std::string> take();

  // A thread of that process stands before a call.
  void held(pid_t process, std::string_view text) const;

 private:
  Fd fd_;
  bool told_;
  std::string begun_;  // a line that has no end yet
};

}  // namespace calls
