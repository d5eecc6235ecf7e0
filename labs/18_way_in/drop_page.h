// What a person reads of a drop matrix, whatever the format is.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "common/text/matrix_program.h"

namespace drops {

inline constexpr std::array<matrix::Field, 1> fields = {
    {{"says", "what it says"}}};
inline constexpr matrix::Shape shape{
    .row = "packet", .column = "what", .fields = fields};

inline constexpr std::string_view introduction =
    "A line for each packet that shall not get through. station: where it "
    "ended, as the counters say. counters: those of the server's kernel that "
    "it has moved, and that a good packet does not move. sender: what came "
    "back, and what the sender's kernel says then. program: what recv() "
    "returns at the server, at once and later. –: nothing.";

// Where packets ended, each place once.
inline matrix::Words stations(const matrix::Matrix& cells) {
  matrix::Words found;
  for (const matrix::Cell& cell : cells.cells)
    if (cell.column == "station") {
      const std::string& station = cell.values.at("says");
      if (std::find(found.begin(), found.end(), station) == found.end())
        found.push_back(station);
    }
  return found;
}

// The rows belong to their stations, which a menu can choose.
inline text::Table table_of(const matrix::Matrix& cells,
                            const matrix::Words& stations) {
  text::Table table = matrix::table_of(cells, shape, "says");
  for (std::size_t n = 0; n < table.rows.size(); ++n) {
    const matrix::Cell* cell = cells.find(table.rows[n][0].text, "station");
    const auto station = cell == nullptr
                             ? stations.end()
                             : std::find(stations.begin(), stations.end(),
                                         cell->values.at("says"));
    table.groups[n] = {"station",
                       static_cast<std::size_t>(station - stations.begin())};
  }
  return table;
}

inline void write(const matrix::Matrix& cells, const text::Page& page) {
  page.title("Where a packet ends: " + cells.kernel);
  page.paragraph(introduction);
  const matrix::Words all = stations(cells);
  const std::array<text::Menu, 1> menus = {{{"station", all}}};
  using text::Mark;
  matrix::write_top(cells, page,
                    {Mark::reset, Mark::silent, Mark::waits, Mark::error},
                    menus);
  page.table(table_of(cells, all));
}

}  // namespace drops
