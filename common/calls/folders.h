// What is at a descriptor of another process, in half of the time: the folders
// /proc/THREAD/fd are kept open. See proc(5).
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
