// A ladder as a picture: what is delayed slopes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/observe/ladder_rows.h"

namespace observe {

// One SVG element that needs nothing else; light or dark as its reader's
// screen, and light on paper.
std::string svg(const std::vector<Row>& rows, std::string_view title,
                bool data);

// A page with that picture in it, which needs no network.
std::string html(const std::vector<Row>& rows, std::string_view title,
                 bool data);

}  // namespace observe
