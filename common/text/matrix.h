// A matrix of what was seen on some kernel: cells in rows and columns, each with a few
// values. They are kept as JSON, a cell a line, so that two kernels can be compared.
#pragma once

#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace matrix {

using Words = std::vector<std::string>;

// A value of each cell: its key in the JSON, what a difference calls it, and the head
// of its column, if it has one.
struct Field {
  std::string_view key;
  std::string_view name;
  std::string_view head{};
};

// What a matrix is a table of.
struct Shape {
  std::string_view row;     // the keys, in the JSON, of what a row is,
  std::string_view column;  // and a column
  std::span<const Field> fields;
};

struct Cell {
  std::string row;
  std::string column;
  std::string impossible{};                          // why; else empty
  std::map<std::string_view, std::string> values{};  // by a field's key
  // What another kernel said, where it is not the same; see compare().
  std::map<std::string_view, std::string> others{};

  // That value, or "".
  [[nodiscard]] std::string other(std::string_view field) const;
};

struct Matrix {
  std::string kernel;  // "Linux 6.18.44"
  std::vector<Cell> cells;
  std::string comparison{};  // how many cells differ, once they are compared

  [[nodiscard]] const Cell* find(const std::string& row,
                                 const std::string& column) const;
};

// The values of one member of all cells, in order, each once.
Words distinct(const Matrix& matrix, std::string Cell::*member);

// A cell a line: as they are seen, or as write_json() writes them. `name`: of the
// file. Throw std::runtime_error that names the line.
Matrix read_matrix(std::istream& file, const std::string& name,
                   const Shape& shape);
Matrix read_file(const std::string& path, const Shape& shape);

void write_json(std::ostream& out, const Matrix& matrix, const Shape& shape);

// Names each cell that is not as it was. Returns how many.
int name_differences(std::ostream& out, const Matrix& was, const Matrix& is,
                     const Shape& shape);

// Puts into each cell what `other` says instead, and counts such cells.
void compare(Matrix& matrix, const Matrix& other, const Shape& shape);

}  // namespace matrix
