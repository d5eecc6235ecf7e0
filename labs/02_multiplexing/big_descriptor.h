// FD_SET() with a descriptor that has no bit in the set. Two programs are made of
// this, compiled in different ways (Makefile).
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"

// A set, and what happens to stand behind it in memory.
struct Memory {
  fd_set set{};
  std::array<unsigned long, 128> behind{};
};

// What is under study: the sanitizers shall let it happen.
__attribute__((no_sanitize("undefined"))) inline void set_bit(int fd,
                                                              Memory& memory) {
  FD_SET(fd, &memory.set);
}

inline int watch_big_descriptor(const Options& options) {
  // By default a process may have 1,024 descriptors, and all is well. Servers ask
  // for more.
  rlimit limit{};
  must(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit(RLIMIT_NOFILE, &limit)");
  limit.rlim_cur = limit.rlim_max;
  must(CALL(::setrlimit(RLIMIT_NOFILE, &limit)));
  const int wanted = options.number("--fd", FD_SETSIZE);
  if (wanted > 8000) throw UsageError{"--fd is 8000 at most"};
  if (limit.rlim_max <= static_cast<rlim_t>(wanted))
    throw std::runtime_error{"no descriptor " + std::to_string(wanted) +
                             ": the limit is " +
                             std::to_string(limit.rlim_max) + " (ulimit -Hn)"};

  const Fd socket{must(CALL(::socket(AF_INET, SOCK_STREAM, 0)))};
  const Fd big{must(CALL(::fcntl(socket.get(), F_DUPFD, wanted)))};
  say("descriptor " + std::to_string(big.get()) + "; a set has " +
      std::to_string(FD_SETSIZE) + " bits, 0 to 1023");
  step("opened");

  Memory memory;
  set_bit(big.get(), memory);
  std::size_t changed = 0;
  for (const unsigned long word : memory.behind) changed += word != 0 ? 1 : 0;
  say("FD_SET() has changed " + std::to_string(changed) +
      " word of the memory behind the set");
  step("set");

  // The kernel reads as many bits as it is told, and writes its answer there, too.
  timeval now{};
  must(CALL(::select(big.get() + 1, nullptr, &memory.set, nullptr, &now)));
  step("selected");
  return 0;
}
