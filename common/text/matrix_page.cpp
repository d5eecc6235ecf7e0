#include <ostream>

#include "common/text/escape.h"
#include "common/text/matrix_program.h"

namespace matrix {

std::string shown(const std::string& value) {
  return value == "nothing" || value == "-" ? "–" : value;
}

text::Item item_of(const Cell* cell, std::string_view field) {
  if (cell == nullptr) return {"?"};
  const std::string& value = cell->values.at(field);
  return {.text = shown(value),
          .mark = text::mark_of(value),
          .other = shown(cell->other(field))};
}

text::Table table_of(const Matrix& cells, const Shape& shape,
                     std::string_view field) {
  const Words columns = distinct(cells, &Cell::column);
  text::Table table{{std::string{shape.row}}, {}};
  table.heads.insert(table.heads.end(), columns.begin(), columns.end());
  table.columns.emplace_back();
  for (std::size_t n = 0; n < columns.size(); ++n)
    table.columns.push_back({std::string{shape.column}, n});
  for (const auto& name : distinct(cells, &Cell::row)) {
    table.groups.push_back({std::string{shape.row}, table.rows.size()});
    auto& row = table.rows.emplace_back();
    row.push_back({.text = name, .link = name, .name = place_of(name)});
    for (const auto& column : columns) {
      row.push_back(item_of(cells.find(name, column), field));
      row.back().link = name;
    }
  }
  return table;
}

void write_top(const Matrix& cells, const text::Page& page,
               std::vector<text::Mark> marks,
               std::span<const text::Menu> menus) {
  if (!cells.comparison.empty()) {
    page.paragraph(cells.comparison);
    marks.push_back(text::Mark::differs);
  }
  page.filters(marks, menus);
}

std::string place_of(const std::string& section) {
  return "to." + section;
}

void write_section(std::ostream& out, const std::string& name,
                   const std::string& title, const std::string& body) {
  out << "<section id=\"" << text::html_escaped(name) << "\">\n<h2>"
      << text::html_escaped(title) << "</h2>\n<p><a href=\"#"
      << text::html_escaped(place_of(name)) << "\">back to the table</a></p>\n"
      << body << "</section>\n";
}

std::string definition(std::string_view term, std::string_view text) {
  return "<p><b>" + text::html_escaped(term) +
         "</b>: " + text::html_escaped(text) + "</p>\n";
}

std::string said(const Cell& cell, std::string_view field) {
  const auto value = cell.values.find(field);
  std::string text = value == cell.values.end() ? "?" : value->second;
  if (const std::string other = cell.other(field); !other.empty())
    text.append(" ≠ ").append(other);
  return text;
}

std::string definitions(const Cell& cell, const Shape& shape) {
  std::string lines;
  for (const Field& field : shape.fields)
    lines += definition(field.name, said(cell, field.key));
  return lines;
}

}  // namespace matrix
