#include "common/calls/front.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <utility>

#include "common/calls/launch.h"
#include "common/calls/signals.h"
#include "common/host/pipe.h"
#include "common/host/program.h"
#include "common/socket/must.h"

namespace calls {
namespace {

constexpr double an_hour = 3600;  // seconds

// A signal of the terminal reaches the child and the command, too.
void pass_on(const Signals::Taken& taken, pid_t child) {
  if (taken.from_process && taken.signal != SIGCHLD && taken.signal != SIGIO &&
      taken.signal != SIGPIPE)
    ::kill(child, taken.signal);
}

[[noreturn]] void wait_in_front(pid_t child, const Fd& told) {
  while (true) {
    int status = 0;
    const bool is_told =
        ::read(told.get(), &status, sizeof status) == sizeof status;
    if (is_told || ::waitpid(child, &status, WNOHANG) == child)
      host::end_as(status);
    if (const auto taken = Signals::take(an_hour)) pass_on(*taken, child);
  }
}

}  // namespace

Behind::Behind(const std::vector<int>& of_command) {
  host::Pipe told = host::make_pipe();
  ::fcntl(told.out.get(), F_SETFL, O_NONBLOCK);
  const pid_t front = ::getpid();
  const pid_t child = must(::fork(), "fork()");
  if (child != 0) {
    told.in = Fd{};
    leave_to_command(of_command, -1);
    wait_in_front(child, told.out);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != front)
    ::_exit(128 + SIGKILL);  // it was killed before that
  front_ = std::move(told.in);
}

void Behind::tell(int status) const {
  ::prctl(PR_SET_PDEATHSIG, 0);
  if (::write(front_.get(), &status, sizeof status) == sizeof status)
    ::kill(::getppid(), SIGIO);
}

}  // namespace calls
