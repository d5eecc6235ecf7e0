#include "common/sandbox/run.h"

#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "common/host/pipe.h"
#include "common/host/program.h"
#include "common/host/signals.h"
#include "common/sandbox/refusals.h"
#include "common/sandbox/rights.h"
#include "common/sandbox/root.h"
#include "common/sandbox/stream.h"
#include "common/sandbox/unavailable.h"
#include "common/sandbox/usage.h"
#include "common/socket/must.h"

namespace sandbox {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int failed = 1 << 8;  // of wait(2): exit(1)
constexpr auto between_looks = 50ms;

// What the first process tells.
struct News {
  enum { has_begun, has_ended } what;
  int status;  // of wait(2)
};

struct Pipes {
  host::Pipe go = host::make_pipe();
  host::Pipe news = host::make_pipe();
  host::Pipe out = host::make_pipe();
  std::optional<host::Pipe> error;  // if standard error goes to another place
};

bool is_one_file(int a, int b) {
  struct stat first {};
  struct stat second {};
  return ::fstat(a, &first) == 0 && ::fstat(b, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

// As it was when this process began: for the command.
class Surroundings {
 public:
  Surroundings() {
    must(::sigprocmask(SIG_BLOCK, nullptr, &mask_), "sigprocmask()");
    pipe_ = std::signal(SIGPIPE, SIG_IGN);
  }
  void restore() const {
    std::signal(SIGPIPE, pipe_);
    ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }

 private:
  sigset_t mask_{};
  void (*pipe_)(int) = SIG_DFL;
};

[[noreturn]] void become_command(const Plan& plan, const Pipes& pipes,
                                 const Surroundings& surroundings) {
  ::setsid();  // the terminal, and kill(0, ...), are not for it
  const int error = (pipes.error ? *pipes.error : pipes.out).in.get();
  must(::dup2(pipes.out.in.get(), STDOUT_FILENO), "dup2(1)");
  must(::dup2(error, STDERR_FILENO), "dup2(2)");
  if (::chdir(plan.folder.c_str()) == -1) {
    if (errno != ENOENT)
      must(-1, ("chdir(\"" + plan.folder +
                "\"): nobody must be able to read it (chmod a+rx)")
                   .c_str());
    must(::chdir("/tmp"), "chdir(\"/tmp\")");  // it is not one that is given
  }
  must(::clearenv(), "clearenv()");
  for (const auto& [name, value] : plan.environment)
    must(::setenv(name.c_str(), value.c_str(), 1), "setenv()");
  std::vector<char*> arguments;
  for (const std::string& argument : plan.command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  must(::syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC),
       "close_range(3, ~0)");
  set_limits(plan.limits);
  refuse_calls();
  surroundings.restore();
  ::execvp(arguments[0], arguments.data());
  const int reason = host::why_not_run(plan.command[0], errno);
  std::cerr << "sandbox: " << plan.command[0] << ": ";
  if (reason == ENOENT && ::access(plan.command[0].c_str(), F_OK) == 0)
    std::cerr << "its first line, #!, names a program that is not there, or "
                 "ends as lines on Windows do (sed -i 's/\\r$//' FILE)"
              << std::endl;
  else
    std::cerr << std::strerror(reason) << std::endl;
  ::_exit(reason == ENOENT ? 127 : 126);
}

void prepare() {
  mount_processes();
  // Of all processes that need memory, these are killed first. Not allowed in
  // some containers, and not needed.
  std::ofstream{"/proc/self/oom_score_adj"} << 1000 << std::flush;
  become_nobody();
  // Nobody must trace it, or read what it has; and it ends with our own process.
  must(::prctl(PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE, 0)");
  must(::prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl(PR_SET_PDEATHSIG)");
}

pid_t begin(const Plan& plan, const Pipes& pipes,
            const Surroundings& surroundings) {
  const pid_t command = must(::fork(), "fork()");
  if (command != 0) return command;
  try {
    become_command(plan, pipes, surroundings);
  } catch (const std::exception& error) {
    std::cerr << "sandbox: " << error.what() << std::endl;
    ::_exit(126);
  }
}

// Until our own process lets it go on; it ends here if that has ended.
void await_go(const Pipes& pipes) {
  char byte = 0;
  if (::read(pipes.go.out.get(), &byte, 1) != 1) ::_exit(1);
}

// The first process of the namespace: waits for all that have lost their parent. When
// it ends, the kernel ends all others.
[[noreturn]] void be_first(const Plan& plan, Pipes& pipes,
                           const Surroundings& surroundings) {
  pipes.go.in = Fd{};
  pipes.news.out = Fd{};
  pid_t command = -1;
  try {
    await_go(pipes);
    prepare();
    const News begun{News::has_begun, 0};
    must(::write(pipes.news.in.get(), &begun, sizeof begun), "write(news)");
    await_go(pipes);
    command = begin(plan, pipes, surroundings);
  } catch (const std::exception& error) {
    std::cerr << "sandbox: " << error.what() << std::endl;
    ::_exit(1);
  }
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, nullptr);
  while (true) {
    News news{News::has_ended, 0};
    for (pid_t ended = 0; (ended = ::waitpid(-1, &news.status, WNOHANG)) > 0;)
      if (ended == command)
        ::_exit(::write(pipes.news.in.get(), &news, sizeof news) == -1);
    siginfo_t signal{};
    // From outside of the namespace, so from us: it has no number in here.
    if (::sigwaitinfo(&all, &signal) > 0 && signal.si_signo != SIGCHLD &&
        signal.si_pid == 0)
      ::kill(command, signal.si_signo);
  }
}

pid_t begin_first(const Plan& plan, Pipes& pipes,
                  const Surroundings& surroundings) {
  constexpr long flags =
      CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | SIGCHLD;
  const long child = ::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, 0);
  if (child == 0) be_first(plan, pipes, surroundings);
  if (child == -1 && (errno == EPERM || errno == ENOSPC || errno == EINVAL))
    throw Unavailable{
        "it needs a user namespace, and this machine has none: " +
        std::generic_category().message(errno) +
        "\nsudo sysctl -w user.max_user_namespaces=15000 (a container: docker "
        "run --security-opt seccomp=unconfined)"};
  return static_cast<pid_t>(must(child, "clone(CLONE_NEWUSER|CLONE_NEWPID)"));
}

// This process, while the command runs.
class Guard {
 public:
  Guard(const Plan& plan, pid_t first, Pipes& pipes)
      : limits_{plan.limits},
        first_{first},
        go_{std::move(pipes.go.in)},
        news_{std::move(pipes.news.out)},
        left_{plan.limits.output} {
    streams_.emplace_back(std::move(pipes.out.out), STDOUT_FILENO);
    if (pipes.error)
      streams_.emplace_back(std::move(pipes.error->out), STDERR_FILENO);
  }

  int wait(const host::Signals& signals) {
    let_go();
    News news{};
    if (::read(news_.get(), &news, sizeof news) != sizeof news)
      throw Unavailable{"the sandbox could not be made, see above"};
    const Usage usage{first_};
    let_go();
    auto next_look = Clock::now();
    while (true) {
      turn(signals, next_look);
      if (::waitpid(first_, nullptr, WNOHANG) == first_) break;
      if (!ended_by_.empty() || Clock::now() < next_look) continue;
      if (const auto what = usage.too_much(limits_))
        end("it has used up " + *what);
      if (Clock::now() - begin_ > std::chrono::seconds{limits_.seconds})
        end("it did not end within " + std::to_string(limits_.seconds) + " s");
      next_look = Clock::now() + between_looks;
    }
    pass_on_all();
    const bool is_told = ::read(news_.get(), &news, sizeof news) == sizeof news;
    if (ended_by_.empty() && is_told) return news.status;
    if (ended_by_.empty()) ended_by_ = "it has killed its first process";
    say(ended_by_ + ": ended, with all that it has begun");
    return failed;
  }

 private:
  void let_go() const {
    must(::write(go_.get(), "g", 1), "write(go, \"g\", 1)");
  }

  void turn(const host::Signals& signals, Clock::time_point until) {
    std::array<pollfd, 3> watched{{{signals.fd(), POLLIN, 0}}};
    for (std::size_t i = 0; i < 2; ++i)
      watched[i + 1] = {i < streams_.size() ? streams_[i].fd() : -1, POLLIN, 0};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    ::poll(watched.data(), watched.size(),
           std::max(static_cast<int>(left.count()), 0));
    for (int signal = 0; (signal = signals.next()) != 0;)
      if (signal != SIGCHLD) ::kill(first_, signal);
    for (Stream& stream : streams_) pass_on(stream);
  }

  void pass_on(Stream& stream) {
    if (stream.pass_on(left_) && !std::exchange(is_cut_, true))
      say("it has said more than " + std::to_string(limits_.output >> 10) +
          " KiB: the rest is left out");
  }

  // Nobody writes any more.
  void pass_on_all() {
    for (Stream& stream : streams_)
      while (stream.fd() != -1) pass_on(stream);
  }

  void end(const std::string& reason) {
    ended_by_ = reason;
    ::kill(first_, SIGKILL);
  }

  static void say(const std::string& what) {
    std::cerr << "\nsandbox: " << what << std::endl;
  }

  const Limits& limits_;
  pid_t first_;
  Fd go_;
  Fd news_;
  std::size_t left_;
  std::vector<Stream> streams_;
  Clock::time_point begin_ = Clock::now();
  std::string ended_by_;
  bool is_cut_ = false;
};

}  // namespace

int run(const Plan& plan) {
  const Surroundings surroundings;
  const host::Signals signals{SIGINT,  SIGTERM, SIGHUP, SIGQUIT,
                              SIGUSR1, SIGUSR2, SIGCHLD};
  Pipes pipes;
  if (!is_one_file(STDOUT_FILENO, STDERR_FILENO))
    pipes.error = host::make_pipe();
  enter_root(plan);
  const pid_t first = begin_first(plan, pipes, surroundings);
  pipes.go.out = Fd{};
  pipes.news.in = Fd{};
  pipes.out.in = Fd{};
  if (pipes.error) pipes.error->in = Fd{};
  map_nobody(first);
  return Guard{plan, first, pipes}.wait(signals);
}

}  // namespace sandbox
