// What the programs have in common that tabulate a matrix: their options, their
// formats, a table of one value a cell, and what is behind a cell of an HTML page.
#pragma once

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/matrix.h"
#include "common/text/options.h"
#include "common/text/table.h"

namespace matrix {

// What a matrix looks like.
struct Writer {
  std::string_view title;
  std::function<void(const Matrix& cells, const text::Page& page)> page;
  // Behind the cells of an HTML page: a <section> for each link of its tables.
  std::function<void(std::ostream& out, const Matrix& cells)> sections;
  std::string styles{};  // each a <style>
};

// Reads the cells (--read FILE, or standard input; --kernel TEXT) and writes them
// (--format F), beside another kernel's (--with FILE), or what has changed
// (--diff FILE). Returns main's exit status: 1 if something has. Throws UsageError and
// std::runtime_error.
int run(const Options& options, const Shape& shape, const Writer& writer);

// "–" for "nothing" and "-".
std::string shown(const std::string& value);

// An item for that value of a cell, marked, with the other kernel's. `cell` may be
// nullptr: "?".
text::Item item_of(const Cell* cell, std::string_view field);

// A row for each row, a column for each column, in order, and in them the value of
// that field. Each cell has a link to the section of its row.
text::Table table_of(const Matrix& cells, const Shape& shape,
                     std::string_view field);

// What stands above the tables: how many cells differ from the other kernel's, a legend
// and menus. `marks`: those of the page, without `differs`.
void write_top(const Matrix& cells, const text::Page& page,
               std::vector<text::Mark> marks,
               std::span<const text::Menu> menus);

// A section of that name, which a link shows, and a link back to the item of the
// table. `body`: HTML.
void write_section(std::ostream& out, const std::string& name,
                   const std::string& title, const std::string& body);
// The name of the item which leads to that section.
std::string place_of(const std::string& section);

// That value of a cell, with the other kernel's: "FIN ≠ RST".
std::string said(const Cell& cell, std::string_view field);

// Lines of a section: what is said of what; all values of a cell.
std::string definition(std::string_view term, std::string_view text);
std::string definitions(const Cell& cell, const Shape& shape);

}  // namespace matrix
