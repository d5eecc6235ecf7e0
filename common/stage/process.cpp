#include "common/stage/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "common/host/host.h"
#include "common/host/pipe.h"
#include "common/host/program.h"
#include "common/socket/must.h"

namespace stage {
namespace {

constexpr std::array ours{SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE};

std::string end_words(int status) {
  if (!WIFSIGNALED(status)) return std::to_string(WEXITSTATUS(status));
  const char* name = ::sigabbrev_np(WTERMSIG(status));
  return "SIG" + (name != nullptr ? name : std::to_string(WTERMSIG(status)));
}

// In the child: becomes the program, or tells why not.
[[noreturn]] void become(const Command& command, pid_t engine, int failed) {
  std::vector<char*> arguments;
  for (const std::string& argument : command.arguments)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  for (const auto& [name, value] : command.environment)
    ::setenv(name.c_str(), value.c_str(), 1);
  if (command.own_group) ::setpgid(0, 0);
  for (const int signal : ours) std::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != engine) ::_exit(1);  // it has ended before that
  ::dup2(command.in, 0);
  ::dup2(command.out, 1);
  ::dup2(command.error, 2);
  for (const int fd : command.kept) ::fcntl(fd, F_SETFD, 0);
  // Of a file that is no program, execvp() would make a shell script.
  const bool is_path = command.arguments[0].find('/') != std::string::npos;
  (is_path ? ::execv : ::execvp)(arguments[0], arguments.data());
  const int error = host::why_not_run(command.arguments[0], errno);
  ::_exit(::write(failed, &error, sizeof error) == sizeof error ? 127 : 126);
}

}  // namespace

host::Signals open_signals() {
  // A shell lets what it starts in the background ignore Ctrl-C.
  for (const int signal : ours) std::signal(signal, SIG_DFL);
  std::signal(SIGPIPE, SIG_IGN);
  return host::Signals{SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGWINCH};
}

Process::Process(const Command& command) : own_group_{command.own_group} {
  host::Pipe failed = host::make_pipe();
  const pid_t engine = ::getpid();
  {
    std::optional<host::Visit> there;
    if (!command.network.empty()) there.emplace(command.network);
    pid_ = must(::fork(), "fork()");
    if (pid_ == 0) become(command, engine, failed.in.get());
  }
  failed.in = Fd{};
  int error = 0;
  if (::read(failed.out.get(), &error, sizeof error) != sizeof error) return;
  ::waitpid(pid_, nullptr, 0);
  throw std::system_error{error, std::generic_category(),
                          command.arguments[0] + " cannot be run"};
}

Process::Process(Process&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)},
      own_group_{other.own_group_},
      end_{std::move(other.end_)},
      status_{other.status_} {}

Process::~Process() {
  if (pid_ == -1 || end_) return;
  ::kill(own_group_ ? -pid_ : pid_, SIGKILL);  // its children, too
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Process::send(int signal) const {
  if (pid_ != -1 && !end_) ::kill(pid_, signal);
}

void Process::send_to_group(int signal) const {
  if (pid_ != -1 && !end_) ::kill(-pid_, signal);
}

const std::optional<std::string>& Process::end() {
  int status = 0;
  if (end_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return end_;
  end_ = end_words(status);
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return end_;
}

bool sleeps(pid_t thread) {
  std::ifstream file{"/proc/" + std::to_string(thread) + "/stat"};
  std::string stat;
  std::getline(file, stat);
  const auto name_end = stat.rfind(')');
  return name_end != stat.npos && stat.substr(name_end, 3) == ") S";
}

std::string output_of(Command command) {
  host::Pipe pipe = host::make_pipe();
  command.out = pipe.in.get();
  const Process process{command};
  pipe.in = Fd{};
  std::string output;
  std::array<char, 65536> chunk;
  ssize_t size = 0;
  while ((size = must(::read(pipe.out.get(), chunk.data(), chunk.size()),
                      "read(pipe, chunk, size)")) > 0)
    output.append(chunk.data(), static_cast<std::size_t>(size));
  return output;
}

}  // namespace stage
