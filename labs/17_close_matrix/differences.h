// What has changed from one close matrix to another.
#pragma once

#include <iostream>
#include <sstream>
#include <string>

#include "labs/17_close_matrix/matrix.h"

namespace matrix {

// What is not as it was.
inline Words differences(const Cell* was, const Cell& is) {
  if (was == nullptr) return {"it is new"};
  if (was->impossible.empty() != is.impossible.empty())
    return {is.impossible.empty() ? "it can be now" : "it cannot be any more"};
  Words changes;
  if (is.impossible.empty())
    for (const Field& field : fields) {
      const std::string& before = was->values.at(field.key);
      const std::string& now = is.values.at(field.key);
      std::ostringstream change;
      change << field.name << " was " << before << ", and is " << now;
      if (before != now) changes.push_back(change.str());
    }
  return changes;
}

// Names each cell that is not as it was. Returns how many.
inline int name_differences(const Matrix& was, const Matrix& is) {
  int different = 0;
  const auto name = [&](const Cell& cell, const Words& changes) {
    for (const std::string& change : changes)
      std::cout << cell.state << ", " << cell.way << ": " << change << "\n";
    if (!changes.empty()) ++different;
  };
  for (const Cell& cell : is.cells)
    name(cell, differences(was.find(cell.state, cell.way), cell));
  for (const Cell& cell : was.cells)
    if (is.find(cell.state, cell.way) == nullptr)
      name(cell, {"it was not played"});
  std::cout << different << " of " << is.cells.size()
            << " cells differ: " << was.kernel << ", and " << is.kernel
            << " here\n";
  return different;
}

}  // namespace matrix
