// What is behind the cells of a close matrix in HTML: what was seen in its two plays,
// and their ladders.
#pragma once

#include <ostream>
#include <string>

#include "common/ladder/trace_picture.h"
#include "labs/17_close_matrix/page.h"

namespace matrix {

// `traces`: the folder that has two of each cell; if empty, there are no ladders.
inline void write_sections(std::ostream& out, const Matrix& matrix,
                           const std::string& traces) {
  for (const Cell& cell : matrix.cells) {
    if (!cell.impossible.empty()) continue;
    const std::string name = name_of(cell);
    std::string body = definitions(cell, close_shape);
    if (!traces.empty()) {
      std::string files = traces;
      files.append("/").append(name);
      body += ladder::svg_of_trace(files + ".reads.trace",
                                   "The peer reads, and closes");
      body += ladder::svg_of_trace(files + ".writes.trace", "The peer writes");
    }
    write_section(out, name, cell.column + " from " + cell.row, body);
  }
}

}  // namespace matrix
