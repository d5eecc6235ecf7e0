// Which descriptors a program's epolls watch. What epoll_wait reports is no descriptor
// but what the program has put beside it: epoll_ctl(2).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>

#include "common/calls/system_call.h"

namespace calls {

class Epolls {
 public:
  using Descriptors =
      std::multimap<std::uint64_t, int>;  // by what is beside them

  // A thread of the process is about to call epoll_ctl.
  void change(pid_t process, pid_t thread, const SystemCall& call,
              const Memory& memory);

  // What that epoll watches. The kernel is asked of one that is not known.
  const Descriptors& watched(pid_t process, pid_t thread, int epoll);

  // A descriptor closes: an epoll forgets it, or is one itself. All of a process,
  // where it closes many, or runs another program.
  void close(pid_t process, int fd);
  void close_all(pid_t process) { known_.erase(process); }

 private:
  std::map<pid_t, std::map<int, Descriptors>> known_;
};

}  // namespace calls
