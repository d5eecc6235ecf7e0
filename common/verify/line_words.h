// What a line of an expectation says, but for the block in which it stands.
#pragma once

#include "common/text/words.h"
#include "common/verify/expectation.h"

namespace verify {

// Reads the whole line. Throws text::BadWord.
Expectation read_line(text::Words line);

}  // namespace verify
