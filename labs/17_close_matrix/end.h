// How the subject is ended, and what comes of it before the peer's answer arrives,
// and then. close(2), shutdown(2), socket(7) "SO_LINGER".
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>

#include "common/socket/must.h"
#include "common/text/errno_name.h"
#include "common/trace/sent.h"
#include "labs/17_close_matrix/two_ends.h"
#include "labs/17_close_matrix/ways.h"

// A process that has the only descriptor of the subject ends. Returns 0.
inline long long end_process(host::Side& subject, bool killed) {
  std::array<int, 2> pipe{};
  must(::pipe2(pipe.data(), O_CLOEXEC), "pipe2(pipe, O_CLOEXEC)");
  const Fd its_end{pipe[0]};
  Fd our_end{pipe[1]};
  const pid_t process = must(::fork(), "fork()");
  if (process == 0) {
    our_end = Fd{};
    char nothing = 0;
    [[maybe_unused]] const ssize_t end = ::read(its_end.get(), &nothing, 1);
    ::_exit(0);
  }
  subject.socket = Fd{};
  subject.must_call(killed ? "(killed by SIGKILL)" : "exit(0)", [&](int) {
    if (killed) ::kill(process, SIGKILL);
    our_end = Fd{};
    return ::waitpid(process, nullptr, 0);
  });
  return 0;
}

// Returns what the call returns; errno is left as that left it.
inline long long make_call(host::Side& subject, const Way& way) {
  constexpr std::array hows = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
  if (way.act == Way::Act::close) {
    const int fd = subject.socket.release();
    return subject.call("close(subject)", [=](int) { return ::close(fd); });
  }
  if (way.act == Way::Act::shut_down) {
    const std::string how = hows.at(static_cast<std::size_t>(way.how));
    return subject.call("shutdown(subject, " + how + ")",
                        [&](int fd) { return ::shutdown(fd, way.how); });
  }
  return end_process(subject, way.act == Way::Act::kill);
}

struct Outcome {
  std::string returns;  // the call, as a number or the name of an errno
  std::string takes;    // in whole seconds that have passed
  // What the subject sent while the answer was held, its state then, and both
  // when the answer was let go.
  std::string sends{}, held{}, then_sends{}, released{};
};

inline Outcome end_subject(TwoEnds& ends, const Way& way) {
  using Clock = std::chrono::steady_clock;
  host::Side& subject = ends.subject;
  if (way.linger >= 0)
    subject.must_call(
        "setsockopt(subject, SO_LINGER, {1, " + std::to_string(way.linger) +
            "})",
        [&](int) { return set_linger(subject.socket, way.linger); });
  const auto before = Clock::now();
  const long long result = make_call(subject, way);
  const int error = errno;
  const std::chrono::duration<double> took = Clock::now() - before;

  const bool calls =
      way.act == Way::Act::close || way.act == Way::Act::shut_down;
  Outcome outcome{
      .returns = !calls         ? "-"
                 : result == -1 ? errno_name(error)
                                : std::to_string(result),
      .takes = std::to_string(static_cast<long>(took.count())) + " s"};
  outcome.sends = trace::sent(ends.wire.press('='), subject.host);
  outcome.held = subject_state(ends);
  let_go(ends, ends.peer);
  outcome.then_sends = trace::sent(ends.wire.press('='), subject.host);
  outcome.released = subject_state(ends);
  return outcome;
}
