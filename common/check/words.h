// An expectation as a sentence, for somebody who reads no expectation files.
#pragma once

#include <optional>
#include <string>

#include "common/trace/trace.h"
#include "common/verify/expectation.h"

namespace check {

// "your program ends its direction: shutdown(), or the last close()". `yours`: the
// host whose program is the student's.
std::string in_words(const verify::Expectation& e,
                     std::optional<trace::Host> yours);

}  // namespace check
