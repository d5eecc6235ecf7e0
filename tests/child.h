// A part of a test that runs in a process of its own, as the body of a main():
// what it prints, and how it ends. For what is set up once in a process, ends
// it, or waits for input.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

class Child {
 public:
  enum class Output { pipe, terminal };

  // On a terminal its standard input is that terminal too, else a pipe.
  explicit Child(const std::function<int()>& body,
                 Output output = Output::pipe) {
    Fd in;
    Fd out;
    if (output == Output::terminal) {
      out_ = Fd{must(::posix_openpt(O_RDWR | O_NOCTTY), "posix_openpt()")};
      must(::grantpt(out_.get()), "grantpt()");
      must(::unlockpt(out_.get()), "unlockpt()");
      out = Fd{must(::open(::ptsname(out_.get()), O_RDWR | O_NOCTTY),
                    "open(the terminal)")};
      in = Fd{must(::dup(out.get()), "dup()")};
      in_ = Fd{must(::dup(out_.get()), "dup()")};
    } else {
      std::array<int, 2> pipe{};
      must(::pipe2(pipe.data(), O_CLOEXEC), "pipe2()");
      in = Fd{pipe[0]};
      in_ = Fd{pipe[1]};
      must(::pipe2(pipe.data(), O_CLOEXEC), "pipe2()");
      out_ = Fd{pipe[0]};
      out = Fd{pipe[1]};
    }
    err_ = Fd{must(::memfd_create("stderr", MFD_CLOEXEC), "memfd_create()")};

    std::fflush(nullptr);  // or the child would print it again
    pid_ = must(::fork(), "fork()");
    if (pid_ > 0) return;
    ::dup2(in.get(), STDIN_FILENO);
    ::dup2(out.get(), STDOUT_FILENO);
    ::dup2(err_.get(), STDERR_FILENO);
    in_ = Fd{};
    out_ = Fd{};
    try {
      std::exit(body());
    } catch (const std::exception& error) {
      std::exit(report(error));
    }
  }

  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  ~Child() {
    if (pid_ == -1) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Returns all that it has printed, as soon as `text` is in it.
  const std::string& wait_for(std::string_view text) {
    while (printed_.find(text) == std::string::npos)
      if (!hear())
        throw std::runtime_error{"it ended, and printed: " + printed_};
    return printed_;
  }

  void type(std::string_view text) {
    must(::write(in_.get(), text.data(), text.size()), "write()");
  }

  struct End {
    int status = 0;  // 128 + N if signal N ended it, as in a shell
    std::string out;
    std::string err;
  };

  // Ends its input (unless that is a terminal), and waits for its end.
  End finish() {
    in_ = Fd{};
    while (hear()) {
    }
    int status = 0;
    must(::waitpid(std::exchange(pid_, -1), &status, 0), "waitpid()");
    std::string err(4096, '\0');
    err.resize(static_cast<std::size_t>(
        must(::pread(err_.get(), err.data(), err.size(), 0), "pread()")));
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            printed_, err};
  }

 private:
  // Whether more may come. Throws if nothing comes for a long time.
  bool hear() {
    pollfd watched{out_.get(), POLLIN, 0};
    if (must(::poll(&watched, 1, 10'000), "poll()") == 0)
      throw std::runtime_error{"it prints no more than: " + printed_};
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(out_.get(), buffer.data(), buffer.size());
    if (n <= 0) return false;  // EIO is the end of a terminal
    printed_.append(buffer.data(), static_cast<std::size_t>(n));
    return true;
  }

  pid_t pid_ = -1;
  Fd in_;
  Fd out_;
  Fd err_;
  std::string printed_;
};

// Runs the body of a test that narrates, quietly, in a process of its own: a
// process has one voice. What fails there fails here.
inline void expect_in_child(const std::function<void()>& body) {
  Child child{[&] {
    narrate::set_up("test", true, false);
    body();
    return testing::Test::HasFailure() ? 1 : 0;
  }};
  const Child::End end = child.finish();
  EXPECT_EQ(end.status, 0) << end.out << end.err;
}
