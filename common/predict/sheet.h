// A quiz for a sheet of paper: the ladder with a numbered gap for what is asked, and
// the answers apart.
#pragma once

#include <string>

#include "common/predict/session.h"

namespace predict {

// In at most 80 columns. Nothing of the answers is in it: neither states nor what the
// play says is drawn, and behind a gap nothing more of its part.
std::string quiz_text(const Quiz& quiz, bool ascii);
std::string answers_text(const Quiz& quiz);

// The same as a page in itself, for A4.
std::string quiz_html(const Quiz& quiz);
std::string answers_html(const Quiz& quiz);

}  // namespace predict
