// A scene that is played: a process of its own, whose rows come from a socket that
// takes keys, too.
#pragma once

#include <fcntl.h>
#include <linux/close_range.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace live {

class Play {
 public:
  Play() = default;

  // Runs that command, with a session of its own. Its standard input and output are
  // one end of a pair of sockets, fd() is the other. Throws std::system_error.
  explicit Play(std::vector<std::string> command) {
    std::array<int, 2> pair{};
    must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()),
         "socketpair(AF_UNIX, SOCK_STREAM, 0, pair)");
    socket_ = Fd{pair[0]};
    const Fd its_end{pair[1]};
    // It inherits no client.
    must(::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC),
         "close_range(3, ~0U, CLOSE_RANGE_CLOEXEC)");
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, its_end.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, its_end.get(), STDOUT_FILENO);
    // Signals that wait in our descriptor are its own matter.
    posix_spawnattr_t attributes{};
    ::posix_spawnattr_init(&attributes);
    sigset_t none{};
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    std::vector<char*> words(command.size() + 1);  // the last one is nullptr
    std::transform(command.begin(), command.end(), words.begin(),
                   [](std::string& word) { return word.data(); });
    const int error = ::posix_spawnp(&process_, words[0], &actions, &attributes,
                                     words.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
      throw std::system_error{error, std::generic_category(),
                              "posix_spawnp(" + command[0] + ")"};
  }

  [[nodiscard]] const Fd& fd() const { return socket_; }
  [[nodiscard]] bool runs() const { return process_ > 0; }

  // As if they were typed. Does not wait: keys for which there is no room are lost.
  void press(std::string_view keys) const {
    if (runs())
      ::send(socket_.get(), keys.data(), keys.size(),
             MSG_DONTWAIT | MSG_NOSIGNAL);
  }

  // Asks it to end, and all that it has begun: SIGTERM; or ends it: SIGKILL.
  void signal(int number) const {
    if (runs()) ::kill(-process_, number);
  }

  // Once its output has ended. Returns its exit status.
  int wait() {
    int status = 0;
    while (::waitpid(process_, &status, 0) == -1 && errno == EINTR) continue;
    process_ = 0;
    socket_ = Fd{};
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  Fd socket_{};
  pid_t process_ = 0;
};

}  // namespace live
