// A ladder as a picture: what is delayed slopes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/ladder/rows.h"

namespace ladder {

// One SVG element that needs nothing else, and looks the same in each renderer.
// `digits`: of the seconds.
std::string svg(const std::vector<Row>& rows, std::string_view title, bool data,
                int digits = 3);

// The colours of a page with such pictures: others on a dark screen.
extern const std::string_view page_style;

}  // namespace ladder
