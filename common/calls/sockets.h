// The sockets of the program: what each one is, where its ends are, and when its
// last descriptor closes. A socket has a number, its inode, wherever its descriptors
// are: it needs no account of dup, fork or a descriptor that is passed.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/calls/descriptors.h"
#include "common/calls/process.h"
#include "common/trace/trace.h"

namespace calls {

struct Socket {
  enum class Protocol { tcp, udp, local, other };
  Inode inode = 0;
  int fd = -1;  // where it was seen last
  Protocol protocol = Protocol::other;
  trace::Ends ends{};
  // It connects, listens, is bound to a port of its own, or has moved bytes. Until
  // then nothing is told of it: a runtime may make it only to probe.
  bool used = false;
  std::vector<trace::Event> untold{};
  // Options that are told together.
  trace::Note folded{};

  // Who else may hold it. `foreign`: somebody who is not traced.
  bool foreign = false;
  bool shared = false;
  long forks = 0;   // of all processes, before it was made
  long on_way = 0;  // descriptors that are passed, and not yet got

  [[nodiscard]] bool ours() const {
    return protocol == Protocol::tcp || protocol == Protocol::udp;
  }
};

// A process that we may not look into: see PR_SET_DUMPABLE in prctl(2).
struct Unreadable {};

class Sockets {
 public:
  // The socket at that descriptor, or null if there is none. The kernel is asked
  // what it is when it is first seen. Throws Unreadable, as made() does.
  Socket* at(pid_t thread, int fd);

  // A call of that thread has made it: socket(), accept(). Null if it is gone.
  Socket* made(pid_t thread, int fd, Socket::Protocol protocol);
  Socket* accepted(pid_t thread, int fd);

  // Asks for its ends; what cannot be known stays as it is.
  void ask_ends(pid_t thread, int fd, Socket& socket);

  // Those of a thread's descriptors that are TCP or UDP sockets.
  std::vector<std::pair<int, Socket*>> of(pid_t thread);

  // A process has been made from another one: what that holds, both hold.
  void forked() { ++forks_; }

  // A descriptor closes in some process; a thread ends, or has another program; or
  // descriptors may close from now on that we do not see.
  void closes(int fd) { descriptors_.forget(fd); }
  void ends(pid_t thread) { descriptors_.forget_thread(thread); }
  void close_unseen() { descriptors_.ask_always(); }

  // Which of these descriptors of a thread are the last of their sockets, if all of
  // them close. `others`: a thread of each other process; asked only if
  // it matters.
  std::vector<int> last(pid_t thread, const std::vector<int>& closing,
                        const std::function<std::vector<pid_t>()>& others);

  // Those that were of a process which has ended unseen: nobody has them any more.
  // `others`: a thread of each other process. By their descriptors.
  std::vector<const Socket*> left_by_all(const std::vector<pid_t>& others);

  // Null if it is not known, or forgotten.
  Socket* known(Inode inode);
  void forget(Inode inode) { known_.erase(inode); }

 private:
  Inode inode_of(pid_t thread, int fd);
  Socket* find(pid_t thread, int fd, Inode inode);
  Socket* add(pid_t thread, int fd, Inode inode, Socket::Protocol protocol);

  Descriptors descriptors_;
  std::unordered_map<Inode, Socket> known_;
  long forks_ = 0;
};

// As socket(2) takes them; 0 is the default protocol.
Socket::Protocol protocol_of(int domain, int type, int protocol);

// As a segment has it: "192.0.2.1:40000", also of an IPv4 address within IPv6.
// Empty if it has no port.
std::string end_of(const sockaddr_storage& address);

}  // namespace calls
