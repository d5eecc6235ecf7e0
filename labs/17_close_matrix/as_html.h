// A close matrix as one page: behind each cell are the ladders of its two plays.
#pragma once

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/ladder/rows.h"
#include "common/ladder/svg.h"
#include "common/trace/reader.h"
#include "labs/17_close_matrix/page.h"

namespace matrix {

// Behind the colours of the pictures.
inline constexpr std::string_view style = R"(<style>
body { padding: 0 1em; font: 15px/1.5 sans-serif; }
table { border-collapse: collapse; margin: 1em 0; font-size: 13px; }
th, td { border-bottom: 1px solid #8884; padding: 2px 10px 2px 0;
  text-align: left; white-space: nowrap; }
a { color: inherit; text-decoration: underline dotted; }
section { display: none; }
section:target { display: block; min-height: 100vh; }
@media print { section { display: block; break-before: page; } }
</style>
)";

// For text and for attributes.
inline std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

inline void print_html(const Table& table) {
  std::cout << "<table>\n<tr>";
  for (const std::string& head : table.heads)
    std::cout << "<th>" << escaped(head);
  std::cout << "\n";
  for (const auto& row : table.rows) {
    std::cout << "<tr>";
    for (const Item& item : row) {
      std::cout << "<td>";
      if (!item.link.empty())
        std::cout << "<a href=\"#" << escaped(item.link) << "\">";
      std::cout << escaped(item.text) << (item.link.empty() ? "" : "</a>");
    }
    std::cout << "\n";
  }
  std::cout << "</table>\n";
}

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
  const auto element = [](std::string_view name) {
    return [name](std::string_view text) {
      std::cout << "<" << name << ">" << escaped(text) << "</" << name << ">\n";
    };
  };
  std::cout << "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
               "<title>The close matrix</title>\n"
            << ladder::page_style << style;
  write(matrix, {element("h1"), element("p"), element("h2"), print_html});
  for (const Cell& cell : matrix.cells) {
    if (!cell.impossible.empty()) continue;
    const std::string name = name_of(cell);
    std::string files = traces;
    files += "/" + name;
    std::cout << "<section id=\"" << escaped(name) << "\">\n";
    element("h2")(cell.way + " from " + cell.state);
    std::cout << picture(files + ".reads.trace", "The peer reads, and closes")
              << picture(files + ".writes.trace", "The peer writes")
              << "</section>\n";
  }
  std::cout << "</html>\n";
}

}  // namespace matrix
