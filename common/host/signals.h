// Ctrl-C and other signals as events: they wait in a descriptor until they are read.
#pragma once

#include <csignal>
#include <initializer_list>

#include "common/socket/fd.h"

namespace host {

// Lab 14's many_clients.h writes it by hand. See signalfd(2).
class Signals {
 public:
  // Blocks these from now on, also in processes that are begun later. Throws
  // std::system_error.
  explicit Signals(std::initializer_list<int> signals = {SIGINT, SIGTERM});

  // To be polled: can be read while one waits.
  [[nodiscard]] int fd() const { return fd_.get(); }

  // Takes the next one that has come; 0: there is none. Does not block.
  [[nodiscard]] int next() const;

 private:
  Fd fd_;
};

}  // namespace host
