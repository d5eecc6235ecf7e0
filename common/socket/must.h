// must(): a failed system call ends the program, and says which call it was.
#pragma once

#include <cerrno>
#include <system_error>

#include "common/text/spoken.h"

// What a system call returned, and the call as it was written. It is what
// CALL(...) gives; it converts to the plain result, so `if (CALL(...) == -1)`
// reads as it would without the macro.
template <typename T>
struct Result {
  T value;
  const char* expression;
  operator T() const { return value; }
};

// Returns the result, or throws std::system_error with errno and the call's
// text if the result is -1. Never maps an errno to a value: an errno that is
// the lesson is a bare `if` on the result.
template <typename T>
T must(Result<T> result) {
  if (result.value == -1) {
    const int error = errno;  // before spoken() can change it
    throw std::system_error{error, std::generic_category(),
                            text::spoken(result.expression)};
  }
  return result.value;
}

// The same for a call that is not narrated.
template <typename T>
T must(T result, const char* expression) {
  return must(Result<T>{result, expression});
}
