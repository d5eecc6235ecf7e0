// What is behind the rows of a drop matrix in HTML: what was seen of the packet, and
// the ladder.
#pragma once

#include <ostream>
#include <string>

#include "common/ladder/trace_picture.h"
#include "labs/18_way_in/drop_page.h"

namespace drops {

// `traces`: the folder that has one of each packet; if empty, there are no ladders.
inline void write_sections(std::ostream& out, const matrix::Matrix& cells,
                           const std::string& traces) {
  for (const std::string& packet :
       matrix::distinct(cells, &matrix::Cell::row)) {
    std::string body;
    for (const matrix::Cell& cell : cells.cells)
      if (cell.row == packet)
        body += matrix::definition(cell.column, matrix::said(cell, "says"));
    if (!traces.empty()) {
      std::string file = traces;
      file.append("/").append(packet).append(".trace");
      body += ladder::svg_of_trace(file, packet);
    }
    matrix::write_section(out, packet, packet, body);
  }
}

}  // namespace drops
