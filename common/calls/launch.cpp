#include "common/calls/launch.h"

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "common/calls/filter.h"
#include "common/calls/process.h"
#include "common/host/pipe.h"
#include "common/host/program.h"
#include "common/socket/must.h"
#include "common/text/errno_name.h"

namespace calls {
namespace {

constexpr int not_found = 127;
constexpr int not_runnable = 126;

constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP |
                         PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                         PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC |
                         PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL;

struct Failure {
  bool of_filter = false;
  int error = 0;
};

std::string why(int error) {
  return std::generic_category().message(error) + " [" + errno_name(error) +
         "]";
}

// The child waits for its tracer: without one, the filter would refuse its calls.
[[noreturn]] void become(std::span<char* const> command, const Signals& signals,
                         int go, int tell) {
  char byte = 0;
  if (::read(go, &byte, 1) != 1) ::_exit(not_runnable);
  signals.restore();
  Failure failure{true, install_filter()};
  if (failure.error == 0) {
    ::unsetenv("LAB_TRACE");  // its calls are told already
    ::execvp(command[0], command.data());
    failure = {false, host::why_not_run(command[0], errno)};
  }
  const bool is_told =
      ::write(tell, &failure, sizeof failure) == sizeof failure;
  ::_exit(is_told && failure.error == ENOENT ? not_found : not_runnable);
}

std::string why_not_traced(pid_t process, int error) {
  const std::string what =
      "it cannot be traced: ptrace(PTRACE_SEIZE): " + why(error) + "\n";
  if (const pid_t tracer = tracer_of(process))
    return what + program_of(tracer) + " (" + std::to_string(tracer) +
           ") traces it already, and one can at a time";
  int scope = 0;
  std::ifstream{"/proc/sys/kernel/yama/ptrace_scope"} >> scope;
  if (scope == 2) return what + "kernel.yama.ptrace_scope is 2: run as root";
  if (scope == 3)
    return what + "kernel.yama.ptrace_scope is 3, until the next boot";
  return what + "if this is a container: docker run --cap-add=SYS_PTRACE";
}

std::string why_not_filtered(int error) {
  return "its calls cannot be filtered: seccomp(SECCOMP_SET_MODE_FILTER): " +
         why(error) +
         "\nThe kernel needs CONFIG_SECCOMP_FILTER, and a container must allow "
         "seccomp: docker run --security-opt seccomp=unconfined";
}

}  // namespace

Launched launch(std::span<char* const> command, const Signals& signals) {
  host::Pipe go = host::make_pipe();
  host::Pipe failure = host::make_pipe();
  const pid_t child = must(::fork(), "fork()");
  if (child == 0) {
    go.in = Fd{};
    become(command, signals, go.out.get(), failure.in.get());
  }
  if (::ptrace(PTRACE_SEIZE, child, nullptr, options) == -1) {
    const int error = errno;
    const std::string reason = why_not_traced(child, error);
    go.in = Fd{};  // so the child ends
    ::waitpid(child, nullptr, 0);
    throw NotBegun{not_runnable, reason};
  }
  must(::write(go.in.get(), "g", 1), "write(go, \"g\", 1)");
  return {child, std::move(failure.out)};
}

std::vector<int> open_descriptors() {
  std::vector<int> found;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"})
    found.push_back(std::stoi(entry.path().filename()));
  std::erase_if(found, [](int fd) {  // the one that this has used
    return ::fcntl(fd, F_GETFD) == -1;
  });
  return found;
}

void leave_to_command(const std::vector<int>& descriptors, int but) {
  const Fd nothing{
      must(::open("/dev/null", O_RDWR | O_CLOEXEC), "open(\"/dev/null\")")};
  for (const int fd : descriptors)
    if (fd == STDIN_FILENO || fd == STDOUT_FILENO)
      ::dup2(nothing.get(), fd);
    else if (fd != STDERR_FILENO && fd != but)
      ::close(fd);
}

void check_begun(const Launched& launched, const std::string& command) {
  Failure failure;
  if (::read(launched.failure.get(), &failure, sizeof failure) !=
      sizeof failure)
    return;
  if (failure.of_filter)
    throw NotBegun{not_runnable, why_not_filtered(failure.error)};
  throw NotBegun{failure.error == ENOENT ? not_found : not_runnable,
                 command + ": " + why(failure.error)};
}

}  // namespace calls
