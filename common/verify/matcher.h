// Whether a fact is what a line says.
#pragma once

#include "common/verify/deed.h"
#include "common/verify/expectation.h"

namespace verify {

// Its time and place among the others are the judge's (judge.h).
bool matches(const Expectation& e, const Fact& fact);

// A return, connects or reads: it may come before or after the segments beside it.
bool is_outcome(const Expectation& e);

// It is about the calls of a program.
bool is_about_calls(const Expectation& e);

}  // namespace verify
