// A close matrix as one page: behind each cell are the ladders of its two plays.
#pragma once

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "common/ladder/rows.h"
#include "common/ladder/svg.h"
#include "common/text/escape.h"
#include "common/text/table.h"
#include "common/trace/reader.h"
#include "labs/17_close_matrix/page.h"

namespace matrix {

inline std::string picture(const std::string& path, const std::string& title) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"there is no trace " + path};
  trace::TraceReader reader;
  ladder::Rows ladder{"…"};
  std::vector<ladder::Row> rows;
  const auto add = [&](const std::vector<ladder::Row>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (std::string line; std::getline(file, line);) {
    const auto read = reader.read(line);
    if (const auto* moment = std::get_if<trace::Moment>(&read))
      add(ladder.take(*moment));
  }
  add(ladder.settle());
  return ladder::svg(rows, title, false);
}

// A cell's ladders come to sight when a link to them is followed.
inline void write_html(const Matrix& matrix, const std::string& traces) {
  text::begin_html(std::cout, "The close matrix", ladder::page_style);
  const text::Page page = text::html_page(std::cout);
  write(matrix, page);
  for (const Cell& cell : matrix.cells) {
    if (!cell.impossible.empty()) continue;
    const std::string name = name_of(cell);
    std::string files = traces;
    files += "/" + name;
    std::cout << "<section id=\"" << text::html_escaped(name) << "\">\n";
    page.heading(cell.column + " from " + cell.row);
    std::cout << picture(files + ".reads.trace", "The peer reads, and closes")
              << picture(files + ".writes.trace", "The peer writes")
              << "</section>\n";
  }
  std::cout << "</html>\n";
}

}  // namespace matrix
