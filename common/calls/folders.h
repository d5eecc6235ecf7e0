// Finds the socket at a descriptor of another process. Keeps the folders
// /proc/THREAD/fd open, which saves the kernel a walk at each call. See proc(5).
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>

#include "common/calls/process.h"
#include "common/socket/fd.h"

namespace calls {

class Folders {
 public:
  // As calls::socket_at().
  std::optional<Inode> socket_at(pid_t thread, int fd);

 private:
  std::map<pid_t, Fd> folders_;
};

}  // namespace calls
