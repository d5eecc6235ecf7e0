// A lab program says what it does as it goes: each system call and what came of
// it, and each step of the lesson.
//
//   echo_client   connect(client, server, size) = 0
//   echo_client   == connected
//   echo_client   recv(client, buffer, size, 0) = -1 ECONNRESET
//
// The call is written when it begins and its result when it returns, so a call
// that waits is seen waiting.
#pragma once

#include <cerrno>
#include <string_view>
#include <type_traits>

#include "common/socket/must.h"

// Says a system call and its result, which it returns with its text (Result).
// errno is left as the call left it. The one macro: a function could not see
// how its argument was written.
#define CALL(...) narrate::call(#__VA_ARGS__, [&] { return (__VA_ARGS__); })

// Says the step; with --step waits for Enter on standard input (its end goes on
// without waiting).
void step(std::string_view name);

// Says anything else that a student should see.
void say(std::string_view text);

namespace narrate {

// Called once, by parse() in options.h. Threads may speak, but not before it.
// quiet: nothing is said, and next to nothing spent.
void set_up(std::string_view program, bool quiet, bool step);

// begin: the call is about to be made. end: it returned `result`, with `error`
// if that is -1. All that is known of a call passes through these two.
void begin(const char* expression);
void end(const char* expression, long long result, int error);

template <typename Run>
auto call(const char* expression, Run run) {
  begin(expression);
  const auto value = run();
  const int error = errno;
  end(expression, value, error);
  errno = error;
  return Result<std::remove_const_t<decltype(value)>>{value, expression};
}

}  // namespace narrate
