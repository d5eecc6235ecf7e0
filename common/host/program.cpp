#include "common/host/program.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>

namespace host {

bool is_on_path(const std::string& name, int mode) {
  const char* path = std::getenv("PATH");
  std::istringstream folders{path != nullptr ? path : ""};
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access(folder.append("/").append(name).c_str(), mode) == 0)
      return true;
  return false;
}

int why_not_run(const std::string& name, int error) {
  const bool is_path = name.find('/') != name.npos;
  return error == EACCES && !is_path && !is_on_path(name, F_OK) ? ENOENT
                                                                : error;
}

[[noreturn]] void end_as(int status) {
  if (WIFEXITED(status)) ::_exit(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const rlimit no_core{0, 0};  // one core is enough
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::signal(signal, SIG_DFL);
  sigset_t it;
  ::sigemptyset(&it);
  ::sigaddset(&it, signal);
  ::sigprocmask(SIG_UNBLOCK, &it, nullptr);
  std::raise(signal);
  ::_exit(128 + signal);
}

}  // namespace host
