// What a program says of its calls and steps, to a pipe and to a terminal.
#include "common/narrate/narrate.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <thread>

#include "tests/child.h"

namespace {

constexpr bool loud = false;
constexpr bool quiet = true;
constexpr bool steps = true;

// "lab_client" and the spaces behind it: 20 columns.
const std::string name = "lab_client          ";

int call_often() {
  std::string buffer(10, '\0');
  const Fd fd{CALL(::dup(STDIN_FILENO))};
  CALL(::send(fd.get(), buffer.data(), buffer.size(), MSG_NOSIGNAL));
  CALL(::close(-1));
  return 0;
}

TEST(Narration, SaysEachCallAsItIsWrittenAndWhatCameOfIt) {
  Child child{[] {
    narrate::set_up("lab_client", loud, !steps);
    return call_often();
  }};
  const std::string out = child.finish().out;
  const std::size_t line = out.find('\n') + 1;
  EXPECT_EQ(out.substr(0, line).find(name + "dup(STDIN_FILENO) = "), 0U) << out;
  EXPECT_EQ(out.substr(line), name +
                                  "send(fd, buffer, size, MSG_NOSIGNAL) = -1 "
                                  "ENOTSOCK\n" +
                                  name + "close(-1) = -1 EBADF\n");
}

TEST(Narration, SaysThatACallHasBegunBeforeItReturns) {
  Child child{[] {
    narrate::set_up("lab_client", loud, !steps);
    char c = 0;
    CALL(::read(STDIN_FILENO, &c, 1));
    return 0;
  }};
  EXPECT_EQ(child.wait_for("1)"), name + "read(STDIN_FILENO, &c, 1)");
  child.type("x");
  EXPECT_EQ(child.finish().out, name + "read(STDIN_FILENO, &c, 1) = 1\n");
}

TEST(Narration, SaysACallWholeAgainThatAnotherThreadHasSpokenBehind) {
  Child child{[] {
    narrate::set_up("lab_client", loud, !steps);
    std::array<int, 2> ends{};
    CALL(::pipe(ends.data()));
    std::thread reading{[&] {
      char c = 0;
      CALL(::read(ends[0], &c, 1));
    }};
    char c = 0;
    [[maybe_unused]] const ssize_t typed = ::read(STDIN_FILENO, &c, 1);
    CALL(::write(ends[1], &c, 1));
    reading.join();
    return 0;
  }};
  child.wait_for("read(ends[0], &c, 1)");
  child.type("x");
  const std::string out = child.finish().out;
  EXPECT_EQ(out.find(name + "pipe(ends) = 0\n" + name +
                     "read(ends[0], &c, 1)\n" + name + "write(ends[1], &c, 1)"),
            0U)
      << out;
  EXPECT_NE(out.find("\n" + name + "read(ends[0], &c, 1) = 1\n"),
            std::string::npos)
      << out;
}

TEST(Narration, KeepsTwoSpacesBehindALongName) {
  Child child{[] {
    narrate::set_up("a_program_with_a_long_name", loud, !steps);
    say("hello");
    return 0;
  }};
  EXPECT_EQ(child.finish().out, "a_program_with_a_long_name  hello\n");
}

TEST(Narration, IsNothingWithQuiet) {
  for (const auto output : {Child::Output::pipe, Child::Output::terminal}) {
    Child child{[] {
                  narrate::set_up("lab_client", quiet, !steps);
                  say("hello");
                  step("connected");
                  return call_often();
                },
                output};
    EXPECT_EQ(child.finish().out, "");
  }
}

// What a step, a call and a failed call look like there.
std::string looks(Child::Output output, const char* term, const char* no_colour,
                  const std::string& program = "lab_client") {
  Child child{[&] {
                ::setenv("TERM", term, 1);
                ::unsetenv("NO_COLOR");
                if (no_colour != nullptr) ::setenv("NO_COLOR", no_colour, 1);
                narrate::set_up(program, loud, !steps);
                step("connected");
                CALL(::close(-1));
                return 0;
              },
              output};
  return child.finish().out;
}

TEST(Narration, IsColouredOnATerminal) {
  const std::string start = "\r\x1b[K\x1b[38;5;30m" + name + "\x1b[0m";
  for (const char* no_colour : {static_cast<const char*>(nullptr), ""})
    EXPECT_EQ(looks(Child::Output::terminal, "xterm", no_colour),
              start + "\x1b[1m== connected\x1b[0m\r\n" +  //
                  start + "close(-1)" +                   // before the call,
                  start + "close(-1) = \x1b[31m-1 EBADF\x1b[0m\r\n");  // after
}

TEST(Narration, HasAnotherColourForAServer) {
  EXPECT_NE(looks(Child::Output::terminal, "xterm", nullptr, "echo_server")
                .find("\x1b[38;5;130mecho_server         \x1b[0m"),
            std::string::npos);
}

TEST(Narration, IsPlainOnATerminalWithNoColor) {
  const std::string start = "\r\x1b[K" + name;
  EXPECT_EQ(looks(Child::Output::terminal, "xterm", "1"),
            start + "== connected\r\n" + start + "close(-1)" + start +
                "close(-1) = -1 EBADF\r\n");
}

TEST(Narration, IsPlainInAPipeAndOnADumbTerminal) {
  const std::string plain =
      name + "== connected\n" + name + "close(-1) = -1 EBADF\n";
  EXPECT_EQ(looks(Child::Output::pipe, "xterm", nullptr), plain);
  std::string dumb = looks(Child::Output::terminal, "dumb", nullptr);
  std::erase(dumb, '\r');
  EXPECT_EQ(dumb, plain);
}

int two_steps() {
  step("one");
  say("between");
  step("two");
  say("after");
  return 0;
}

TEST(Step, IsSaidBeforeItWaits) {
  Child child{[] {
    narrate::set_up("lab_client", loud, steps);
    return two_steps();
  }};
  EXPECT_EQ(child.wait_for("one\n"), name + "== one\n");
  child.type("\n");
  EXPECT_EQ(child.wait_for("two\n"),
            name + "== one\n" + name + "between\n" + name + "== two\n");
}

TEST(Step, TakesOneLineOfItsInputAndNoMore) {
  for (const bool silent : {loud, quiet}) {
    Child child{[&] {
      narrate::set_up("lab_client", silent, steps);
      two_steps();
      std::string left(100, '\0');
      left.resize(std::fread(left.data(), 1, left.size(), stdin));
      return left == "rest\n" ? 0 : 1;
    }};
    child.type("\nany words before it\nrest\n");
    EXPECT_EQ(child.finish().status, 0);
  }
}

TEST(Step, TakesNothingUnlessItIsAsked) {
  Child child{[] {
    narrate::set_up("lab_client", loud, !steps);
    two_steps();
    char c = 0;
    return ::read(STDIN_FILENO, &c, 1) == 1 && c == 'x' ? 0 : 1;
  }};
  child.type("x\n");
  EXPECT_EQ(child.finish().status, 0);
}

TEST(Step, GoesOnAtTheEndOfInput) {
  Child child{[] {
    narrate::set_up("lab_client", loud, steps);
    return two_steps();
  }};
  const Child::End end = child.finish();
  EXPECT_EQ(end.status, 0);
  EXPECT_EQ(end.out, name + "== one\n" + name + "between\n" + name +
                         "== two\n" + name + "after\n");
}

TEST(Step, AsksForEnterOnATerminal) {
  Child child{[] {
                ::setenv("TERM", "xterm", 1);
                ::setenv("NO_COLOR", "1", 1);
                narrate::set_up("lab_client", loud, steps);
                return two_steps();
              },
              Child::Output::terminal};
  child.wait_for("== one  (Enter goes on) ");
  child.type("\n");
  child.wait_for("== two  (Enter goes on) ");
  child.type("\n");
  EXPECT_EQ(child.finish().status, 0);
}

TEST(Step, IsNotWipedAwayOnATerminalWithoutAKeyboard) {
  Child child{[] {
                ::setenv("TERM", "xterm", 1);
                ::setenv("NO_COLOR", "1", 1);
                ::close(STDIN_FILENO);
                narrate::set_up("lab_client", loud, steps);
                return two_steps();
              },
              Child::Output::terminal};
  const std::string start = "\r\x1b[K" + name;
  EXPECT_EQ(child.finish().out, start + "== one\r\n" + start + "between\r\n" +
                                    start + "== two\r\n" + start + "after\r\n");
}

}  // namespace
