// A close matrix as tables: an overview, and one for each state.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "common/text/table.h"
#include "labs/17_close_matrix/matrix.h"

namespace matrix {

inline constexpr std::size_t states_a_table = 5;

using text::Item;
using text::Table;

inline std::string show(const std::string& value) {
  return value == "nothing" || value == "-" ? "–" : value;
}

inline std::string name_of(const Cell& cell) {
  return cell.row + "." + cell.column;
}

inline Item overview_item(const Cell* cell, const Words& reasons) {
  if (cell == nullptr) return {"?"};
  if (cell->impossible.empty())
    return {show(cell->values.at("sends")) + " → " + cell->values.at("held"),
            name_of(*cell)};
  const auto reason =
      std::find(reasons.begin(), reasons.end(), cell->impossible);
  return {"(" + std::to_string(reason - reasons.begin() + 1) + ")"};
}

// Ways by states: what is sent at once, and the state that follows.
inline std::vector<Table> overview(const Matrix& matrix) {
  const Words states = distinct(matrix, &Cell::row);
  const Words ways = distinct(matrix, &Cell::column);
  const Words reasons = distinct(matrix, &Cell::impossible);
  std::vector<Table> tables;
  for (std::size_t first = 0; first < states.size();) {
    const std::size_t end =
        std::min(states.size(), first + states_a_table - (first == 0 ? 1 : 0));
    Table table{{"the way to end"}, {}};
    table.heads.insert(table.heads.end(), &states[first], &states[end - 1] + 1);
    for (const std::string& way : ways) {
      table.rows.push_back({{way}});
      for (std::size_t n = first; n < end; ++n)
        table.rows.back().push_back(
            overview_item(matrix.find(states[n], way), reasons));
    }
    tables.push_back(table);
    first = end;
  }
  return tables;
}

// What becomes of each way to end from that state.
inline Table details(const Matrix& matrix, const std::string& state) {
  Table table{{"the way to end"}, {}};
  for (const Field& field : fields)
    if (!field.head.empty()) table.heads.emplace_back(field.head);
  for (const Cell& cell : matrix.cells) {
    if (cell.row != state || !cell.impossible.empty()) continue;
    table.rows.push_back({{cell.column, name_of(cell)}});
    for (const Field& field : fields) {
      if (field.head.empty()) continue;
      std::string text = show(cell.values.at(field.key));
      const std::string& takes = cell.values.at("takes");
      if (field.key == "returns" && takes != "0 s") text += " in " + takes;
      table.rows.back().push_back({text});
    }
  }
  return table;
}

}  // namespace matrix
