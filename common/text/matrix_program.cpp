#include "common/text/matrix_program.h"

#include <iostream>
#include <stdexcept>
#include <string>

namespace matrix {

int run(const Options& options, const Shape& shape, std::string_view title,
        const WritePage& write) {
  const std::string path = options.text("--read", "");
  Matrix cells = path.empty()
                     ? read_matrix(std::cin, "the standard input", shape)
                     : read_file(path, shape);
  cells.kernel = options.text("--kernel", cells.kernel);
  if (options.has("--diff"))
    return name_differences(std::cout,
                            read_file(options.text("--diff", ""), shape), cells,
                            shape) > 0
               ? 1
               : 0;
  const std::string format = options.text("--format", "text");
  if (format == "text")
    write(cells, text::plain_page(std::cout, text::page_width()));
  else if (format == "markdown")
    write(cells, text::markdown_page(std::cout, text::page_width()));
  else if (format == "json")
    write_json(std::cout, cells, shape);
  else if (format == "html") {
    text::begin_html(std::cout, title);
    write(cells, text::html_page(std::cout));
    std::cout << "</html>\n";
  } else
    throw UsageError{"--format is text, markdown, json or html, not '" +
                     format + "'"};
  if (!std::cout.flush()) throw std::runtime_error{"cannot write the table"};
  return 0;
}

text::Table table_of(const Matrix& cells, const Shape& shape,
                     std::string_view field) {
  const Words columns = distinct(cells, &Cell::column);
  text::Table table{{std::string{shape.row}}, {}};
  table.heads.insert(table.heads.end(), columns.begin(), columns.end());
  for (const auto& name : distinct(cells, &Cell::row)) {
    auto& row = table.rows.emplace_back();
    row.push_back({name});
    for (const auto& column : columns) {
      const Cell* cell = cells.find(name, column);
      const std::string says = cell != nullptr ? cell->values.at(field) : "?";
      row.push_back({says == "nothing" ? "–" : says});
    }
  }
  return table;
}

}  // namespace matrix
