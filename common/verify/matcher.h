// Whether a fact is what a line says.
#pragma once

#include <string>

#include "common/verify/deed.h"
#include "common/verify/expectation.h"

namespace verify {

// Its time and place among the others are the judge's (judge.h).
bool matches(const Expectation& e, const Fact& fact);

// A return, connects or reads: it may come before or after the segments beside it.
bool is_outcome(const Expectation& e);

bool is_outcome(const Fact& fact);

// Whose outcome it is.
trace::Host host_of(const Fact& outcome);

// It is about the calls of a program.
bool is_about_calls(const Expectation& e);

// It holds for the whole trace: "never", "count".
bool is_whole(const Expectation& e);

// An outcome that comes by itself, whatever waits.
bool is_free(const Expectation& e);

// What a line that may be quick is about: "close(peer)", "last close".
std::string what(const Expectation& e);

}  // namespace verify
