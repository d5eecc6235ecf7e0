#include "common/text/matrix.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <stdexcept>
#include <utility>

#include "common/text/json.h"

namespace matrix {
namespace {

Cell read_cell(const json::Object& line, const Shape& shape) {
  Cell cell{.row = line.text(shape.row),
            .column = line.text(shape.column),
            .impossible = line.text("impossible", "")};
  if (cell.impossible.empty())
    for (const Field& field : shape.fields)
      cell.values[field.key] = line.text(field.key);
  return cell;
}

// What is not as it was.
Words differences(const Cell* was, const Cell& is, const Shape& shape) {
  if (was == nullptr) return {"it is new"};
  if (was->impossible.empty() != is.impossible.empty())
    return {is.impossible.empty() ? "it can be now" : "it cannot be any more"};
  Words changes;
  if (is.impossible.empty())
    for (const Field& field : shape.fields) {
      const std::string& before = was->values.at(field.key);
      const std::string& now = is.values.at(field.key);
      if (before == now) continue;
      std::string change{field.name};
      change.append(" was ").append(before).append(", and is ").append(now);
      changes.push_back(change);
    }
  return changes;
}

}  // namespace

const Cell* Matrix::find(const std::string& row,
                         const std::string& column) const {
  for (const Cell& cell : cells)
    if (cell.row == row && cell.column == column) return &cell;
  return nullptr;
}

Words distinct(const Matrix& matrix, std::string Cell::*member) {
  Words values;
  for (const Cell& cell : matrix.cells)
    if (std::find(values.begin(), values.end(), cell.*member) == values.end())
      values.push_back(cell.*member);
  std::erase(values, "");
  return values;
}

Matrix read_matrix(std::istream& file, const std::string& name,
                   const Shape& shape) {
  constexpr std::string_view begin = R"({"kernel":)";
  Matrix matrix;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) try {
      if (line.starts_with(begin)) {
        const auto end = line.find(",\"cells\":[");
        matrix.kernel =
            json::parse_object(line.substr(0, end) + "}").text("kernel");
      } else if (line != "]}") {
        if (line.ends_with(',')) line.pop_back();
        matrix.cells.push_back(read_cell(json::parse_object(line), shape));
      }
    } catch (const json::Error& error) {
      throw std::runtime_error{name + ", line " + std::to_string(number) +
                               ": " + error.reason};
    }
  if (matrix.cells.empty()) throw std::runtime_error{name + " has no cells"};
  return matrix;
}

Matrix read_file(const std::string& path, const Shape& shape) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  return read_matrix(file, path, shape);
}

void write_json(std::ostream& out, const Matrix& matrix, const Shape& shape) {
  std::string head = json::Writer{}.text("kernel", matrix.kernel).finish();
  head.pop_back();
  out << head << ",\"cells\":[";
  std::string_view comma = "\n";
  for (const Cell& cell : matrix.cells) {
    json::Writer line;
    line.text(shape.row, cell.row).text(shape.column, cell.column);
    if (!cell.impossible.empty()) line.text("impossible", cell.impossible);
    for (const Field& field : shape.fields)
      if (const auto value = cell.values.find(field.key);
          value != cell.values.end())
        line.text(field.key, value->second);
    out << std::exchange(comma, ",\n") << line.finish();
  }
  out << "\n]}\n";
}

int name_differences(std::ostream& out, const Matrix& was, const Matrix& is,
                     const Shape& shape) {
  int different = 0;
  const auto name = [&](const Cell& cell, const Words& changes) {
    for (const std::string& change : changes)
      out << cell.row << ", " << cell.column << ": " << change << "\n";
    if (!changes.empty()) ++different;
  };
  for (const Cell& cell : is.cells)
    name(cell, differences(was.find(cell.row, cell.column), cell, shape));
  for (const Cell& cell : was.cells)
    if (is.find(cell.row, cell.column) == nullptr)
      name(cell, {"it was not played"});
  out << different << " of " << is.cells.size()
      << " cells differ: " << was.kernel << ", and " << is.kernel << " here\n";
  return different;
}

}  // namespace matrix
