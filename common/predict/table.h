// The situations: what people answer, what is right, and why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/predict/memory.h"
#include "common/predict/question.h"

namespace predict {

// What people say when they are asked this, the most frequent first.
std::vector<std::string> said(Kind kind, std::string_view about);

// Why the right answer is right, with its source. `end`: the host's, before it.
std::string reason(const Question& question, const End& end, bool knows_end);

// What to think of, before one answers.
std::string hint(Kind kind, std::string_view about);

}  // namespace predict
