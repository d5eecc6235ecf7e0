// What is at the descriptors of other processes. The kernel is asked once which of
// our sockets is at one: the answer holds until a call closes the descriptor, and we
// see those calls.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <unordered_map>

#include "common/calls/process.h"
#include "common/socket/fd.h"

namespace calls {

class Descriptors {
 public:
  // As calls::socket_at(). Asks only if it does not remember.
  std::optional<Inode> socket_at(pid_t thread, int fd);

  // That is a TCP or UDP socket: a thread that closes it stops behind the call, too,
  // and what others have asked meanwhile is forgotten there.
  void remember(pid_t thread, int fd, Inode inode);

  // Something else may be at that descriptor, in whatever process: threads can share
  // their descriptors, and processes, too. clone(2), CLONE_FILES.
  void forget(int fd) { known_.erase(fd); }

  // A thread ends, or has another program.
  void forget_thread(pid_t thread);

  // From now on descriptors may close unseen: remembers nothing more.
  void ask_always();

  // The same descriptor as one of our own. It keeps the socket alive: close it before
  // the program goes on. Empty if there is none, or if we may not. pidfd_getfd(2).
  Fd copy_of(pid_t thread, int fd);

 private:
  bool asks_always_ = false;
  std::unordered_map<int, std::map<pid_t, Inode>> known_;  // by descriptor
  std::map<pid_t, Fd> pidfds_;                             // by thread
};

}  // namespace calls
