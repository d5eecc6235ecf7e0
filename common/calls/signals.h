// The program has its signals as its shell has set them; the tracer takes its own one
// by one, where it waits. signal(7), sigtimedwait(2).
#pragma once

#include <csignal>
#include <map>
#include <optional>

namespace calls {

class Signals {
 public:
  // Keeps how they are now: before anybody changes them.
  Signals();

  // From now on those that we take are blocked, and wait for take().
  static void block();

  // As they were: in a process that is to become the program.
  void restore() const;

  // The next one, waited for so many seconds; nothing if none has come. A signal of
  // the terminal (Ctrl-C) reaches the program, too; one that a process has sent
  // does not.
  struct Taken {
    int signal;
    bool from_process;
  };
  static std::optional<Taken> take(double seconds);

 private:
  sigset_t mask_{};
  std::map<int, struct sigaction> actions_;
};

}  // namespace calls
