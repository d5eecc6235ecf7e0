#include "common/host/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include "common/socket/must.h"

namespace host {

Signals::Signals(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  must(::sigprocmask(SIG_BLOCK, &set, nullptr),
       "sigprocmask(SIG_BLOCK, set, NULL)");
  fd_ = Fd{must(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK),
                "signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK)")};
}

int Signals::next() const {
  signalfd_siginfo signal{};
  const ssize_t size = ::read(fd_.get(), &signal, sizeof signal);
  return size == sizeof signal ? static_cast<int>(signal.ssi_signo) : 0;
}

}  // namespace host
