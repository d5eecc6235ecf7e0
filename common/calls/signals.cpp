#include "common/calls/signals.h"

#include <array>
#include <cmath>
#include <ctime>

namespace calls {
namespace {

// SIGCHLD: a thread has stopped or ended. SIGIO: a line of control has come. SIGPIPE:
// nobody hears us, which is no reason to end the program.
constexpr std::array ours = {SIGCHLD, SIGIO,  SIGPIPE, SIGINT, SIGQUIT,
                             SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

sigset_t set_of_ours() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : ours) ::sigaddset(&set, signal);
  return set;
}

}  // namespace

Signals::Signals() {
  ::sigprocmask(SIG_SETMASK, nullptr, &mask_);
  for (const int signal : ours) ::sigaction(signal, nullptr, &actions_[signal]);
}

void Signals::block() {
  const sigset_t set = set_of_ours();
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

void Signals::restore() const {
  for (const auto& [signal, action] : actions_)
    ::sigaction(signal, &action, nullptr);
  ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

std::optional<Signals::Taken> Signals::take(double seconds) {
  const sigset_t set = set_of_ours();
  double whole = 0;
  const double part = std::modf(seconds, &whole);
  const timespec time{static_cast<time_t>(whole),
                      static_cast<long>(part * 1e9)};
  siginfo_t info{};
  const int signal = ::sigtimedwait(&set, &info, &time);
  if (signal == -1) return std::nullopt;
  return Taken{signal, info.si_code != SI_KERNEL};
}

}  // namespace calls
