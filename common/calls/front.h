// A shell waits for the command, and not for what that leaves running: a server that
// goes to the background, a job of a shell. So two processes do our work. The one in
// front ends as the command does; the other one, behind it, traces on.
#pragma once

#include <vector>

#include "common/socket/fd.h"

namespace calls {

class Behind {
 public:
  // Returns in a child, which is killed if its parent is. The parent passes signals
  // on to it, and never returns: it ends as the command has. Signals::block() comes
  // before. `of_command`: descriptors that the parent closes. Throws
  // std::system_error.
  explicit Behind(const std::vector<int>& of_command);

  // The command has ended so: a status of wait(2). The parent ends now, the child goes
  // on; or if that ends without a word, the parent ends as the child has.
  void tell(int status) const;

 private:
  Fd front_;
};

}  // namespace calls
