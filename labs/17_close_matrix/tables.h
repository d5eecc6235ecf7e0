// A close matrix as tables: an overview, and one for each state.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "common/text/matrix_program.h"
#include "common/text/table.h"
#include "labs/17_close_matrix/matrix.h"

namespace matrix {

inline constexpr std::size_t states_a_table = 5;  // where it cannot scroll

using text::Item;
using text::Mark;
using text::Table;

inline std::string name_of(const Cell& cell) {
  return cell.row + "." + cell.column;
}

// "FIN → LAST-ACK"
inline std::string reaction(const std::string& sends, const std::string& held) {
  return shown(sends) + " → " + held;
}

// What the other kernel does instead.
inline std::string other_reaction(const Cell& cell) {
  std::string sends = cell.other("sends");
  std::string held = cell.other("held");
  if (sends.empty() && held.empty()) return "";
  if (sends.empty()) sends = cell.values.at("sends");
  if (held.empty()) held = cell.values.at("held");
  return sends == held ? sends : reaction(sends, held);  // both: a reason
}

inline Item overview_item(const Cell* cell, const Words& reasons) {
  if (cell == nullptr) return {"?"};
  if (cell->impossible.empty())
    return {.text = reaction(cell->values.at("sends"), cell->values.at("held")),
            .link = name_of(*cell),
            .name = place_of(name_of(*cell)),
            .mark = text::mark_of(cell->values.at("sends")),
            .other = other_reaction(*cell)};
  const auto reason =
      std::find(reasons.begin(), reasons.end(), cell->impossible);
  return {.text = "(" + std::to_string(reason - reasons.begin() + 1) + ")",
          .other = other_reaction(*cell)};
}

// Ways by states: what is sent at once, and the state that follows. One table, or
// several if `narrow`.
inline std::vector<Table> overview(const Matrix& matrix, bool narrow) {
  const Words states = distinct(matrix, &Cell::row);
  const Words ways = distinct(matrix, &Cell::column);
  const Words reasons = distinct(matrix, &Cell::impossible);
  std::vector<Table> tables;
  for (std::size_t first = 0; first < states.size();) {
    const std::size_t room =
        narrow ? states_a_table - (first == 0 ? 1 : 0) : states.size();
    const std::size_t end = std::min(states.size(), first + room);
    Table table{.heads = {"the way to end"}, .rows = {}, .columns = {{}}};
    for (std::size_t n = first; n < end; ++n) {
      table.heads.push_back(states[n]);
      table.columns.push_back({"state", n});
    }
    for (std::size_t way = 0; way < ways.size(); ++way) {
      table.groups.push_back({"way", way});
      table.rows.push_back({{ways[way]}});
      for (std::size_t n = first; n < end; ++n)
        table.rows.back().push_back(
            overview_item(matrix.find(states[n], ways[way]), reasons));
    }
    tables.push_back(table);
    first = end;
  }
  return tables;
}

inline Item detail_item(const Cell& cell, std::string_view field) {
  Item item = item_of(&cell, field);
  const std::string& takes = cell.values.at("takes");
  if (field == "returns" && takes != "0 s") item.text += " in " + takes;
  if (field == "lost" && item.text != "0") item.mark = Mark::lost;
  return item;
}

// What becomes of each way to end from that state.
inline Table details(const Matrix& matrix, const std::string& state,
                     std::size_t number) {
  const Words ways = distinct(matrix, &Cell::column);
  Table table{.heads = {"the way to end"},
              .rows = {},
              .title = "From " + state,
              .group = {"state", number}};
  for (const Field& field : fields)
    if (!field.head.empty()) table.heads.emplace_back(field.head);
  for (const Cell& cell : matrix.cells) {
    if (cell.row != state || !cell.impossible.empty()) continue;
    const auto way = std::find(ways.begin(), ways.end(), cell.column);
    table.groups.push_back(
        {"way", static_cast<std::size_t>(way - ways.begin())});
    table.rows.push_back({{.text = cell.column, .link = name_of(cell)}});
    for (const Field& field : fields)
      if (!field.head.empty())
        table.rows.back().push_back(detail_item(cell, field.key));
  }
  return table;
}

}  // namespace matrix
