// What a server with thousands of clients asks the system for, before they come.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include <csignal>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

// A listener whose accept() does not wait, and as many descriptors as the system
// allows: most shells say 1024. See getrlimit(2).
inline Fd listen_for_many(const Address& address) {
  rlimit limit{};
  must(CALL(::getrlimit(RLIMIT_NOFILE, &limit)));
  limit.rlim_cur = limit.rlim_max;
  must(CALL(::setrlimit(RLIMIT_NOFILE, &limit)));
  Fd listener = listen_on(address);
  must(CALL(::fcntl(listener.get(), F_SETFL, O_NONBLOCK)));
  return listener;
}

// Ctrl-C becomes an event like the others: from now on this can be read when it
// has come. See signalfd(2).
inline Fd interrupts() {
  sigset_t set{};
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  must(CALL(::sigprocmask(SIG_BLOCK, &set, nullptr)));
  return Fd{must(CALL(::signalfd(-1, &set, 0)))};
}
