// A ladder as a sequence diagram that GitHub draws: put it between ```mermaid
// and ```. See https://mermaid.js.org/syntax/sequenceDiagram.html.
#pragma once

#include <string>
#include <string_view>

#include "common/ladder/rows.h"

namespace ladder {

std::string mermaid_head(std::string_view title);
std::string mermaid_line(const Row& row, bool data);

}  // namespace ladder
