#include <algorithm>

#include "common/text/matrix.h"

namespace matrix {
namespace {

// In the place of values that a cell does not have.
std::string reason_of(const Cell* cell) {
  return cell == nullptr ? "not played" : "cannot be: " + cell->impossible;
}

void compare_cell(Cell& cell, const Cell* other, const Shape& shape) {
  const bool possible = other != nullptr && other->impossible.empty();
  if (!possible && !cell.impossible.empty() && other != nullptr) return;
  for (const Field& field : shape.fields) {
    const std::string said =
        possible ? other->values.at(field.key) : reason_of(other);
    const auto value = cell.values.find(field.key);
    if (value == cell.values.end() || value->second != said)
      cell.others[field.key] = said;
  }
}

}  // namespace

std::string Cell::other(std::string_view field) const {
  const auto found = others.find(field);
  return found == others.end() ? "" : found->second;
}

void compare(Matrix& matrix, const Matrix& other, const Shape& shape) {
  for (Cell& cell : matrix.cells)
    compare_cell(cell, other.find(cell.row, cell.column), shape);
  const auto different =
      std::count_if(matrix.cells.begin(), matrix.cells.end(),
                    [](const Cell& cell) { return !cell.others.empty(); });
  const auto missing = std::count_if(
      other.cells.begin(), other.cells.end(), [&](const Cell& cell) {
        return matrix.find(cell.row, cell.column) == nullptr;
      });
  matrix.comparison =
      std::to_string(different) + " of " + std::to_string(matrix.cells.size()) +
      " cells differ on " + other.kernel + ". Behind ≠: what it said.";
  if (missing > 0)
    matrix.comparison +=
        " It has cells that are not here: " + std::to_string(missing) + ".";
}

}  // namespace matrix
