// Which of our sockets is at a descriptor of another process. The kernel is asked
// once: the answer holds until a call closes the descriptor, and we see those calls.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <unordered_map>

#include "common/calls/process.h"

namespace calls {

class Inodes {
 public:
  // As calls::socket_at(). Asks only if it does not remember.
  std::optional<Inode> socket_at(pid_t thread, int fd);

  // That is a TCP or UDP socket: such a close stops at its return, too. (What
  // another thread asks while a close is made is so forgotten again.)
  void remember(pid_t thread, int fd, Inode inode);

  // Something else may be at that descriptor, in whatever process: threads can share
  // their descriptors, and processes, too. clone(2), CLONE_FILES.
  void forget(int fd) { known_.erase(fd); }

  // All of a thread: it ends, or has another program.
  void forget_thread(pid_t thread);

  // From now on descriptors may close unseen: remembers nothing more.
  void ask_always();

 private:
  bool asks_always_ = false;
  std::unordered_map<int, std::map<pid_t, Inode>> known_;  // by descriptor
};

}  // namespace calls
