// What it says, passed on up to a limit; the rest is taken and left out, so that the
// program goes on as if somebody listened.
#pragma once

#include <cstddef>

#include "common/socket/fd.h"

namespace sandbox {

class Stream {
 public:
  // From a pipe to a descriptor of this process.
  Stream(Fd from, int to);

  // -1: nothing comes any more, or nobody takes it.
  [[nodiscard]] int fd() const { return from_.get(); }

  // Passes on what can be passed on now, at most `left`, which becomes less. Does
  // not block. Returns whether something was left out.
  bool pass_on(std::size_t& left);

 private:
  Fd from_;
  int to_;
};

}  // namespace sandbox
