// The cells of a close matrix, as close_cell prints them and as they are kept.
#pragma once

#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/text/json.h"

namespace matrix {

using Words = std::vector<std::string>;

// What a cell consists of: its key in the JSON, what a difference calls it, and
// the head of its column in a state's table (the first two are in the overview).
struct Field {
  std::string_view key;
  std::string_view name;
  std::string_view head;
};
inline constexpr std::array<Field, 10> fields = {{
    {"sends", "what it sends", ""},
    {"held", "its state while the answer is held", ""},
    {"returns", "what the call returns", "returns"},
    {"takes", "how long the call takes", ""},
    {"then_sends", "what it sends at the answer", "answered"},
    {"released", "its state after the answer", "state"},
    {"peer_reads", "what the peer reads", "peer reads"},
    {"peer_writes", "what the peer's writes return", "peer writes"},
    {"lost", "the bytes lost", "lost"},
    {"time_wait", "who is in TIME-WAIT", "TIME-WAIT"},
}};

struct Cell {
  std::string state;
  std::string way;
  std::string impossible;                          // why; else empty
  std::map<std::string_view, std::string> values;  // by a field's key
};

struct Matrix {
  std::string kernel;  // "Linux 6.18.44"
  std::vector<Cell> cells;

  [[nodiscard]] const Cell* find(const std::string& state,
                                 const std::string& way) const {
    for (const Cell& cell : cells)
      if (cell.state == state && cell.way == way) return &cell;
    return nullptr;
  }
};

inline Cell read_cell(const json::Object& line) {
  Cell cell{
      line.text("state"), line.text("way"), line.text("impossible", ""), {}};
  if (cell.impossible.empty())
    for (const Field& field : fields)
      cell.values[field.key] = line.text(field.key);
  return cell;
}

// A cell a line: as close_cell prints them, or as write_json does.
inline Matrix read_matrix(std::istream& file, const std::string& name) {
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
        matrix.cells.push_back(read_cell(json::parse_object(line)));
      }
    } catch (const json::Error& error) {
      throw std::runtime_error{name + ", line " + std::to_string(number) +
                               ": " + error.reason};
    }
  if (matrix.cells.empty()) throw std::runtime_error{name + " has no cells"};
  return matrix;
}

inline void write_json(const Matrix& matrix) {
  std::string head = json::Writer{}.text("kernel", matrix.kernel).finish();
  head.pop_back();
  std::cout << head << ",\"cells\":[";
  std::string_view comma = "\n";
  for (const Cell& cell : matrix.cells) {
    json::Writer line;
    line.text("state", cell.state).text("way", cell.way);
    if (!cell.impossible.empty()) line.text("impossible", cell.impossible);
    for (const Field& field : fields)
      if (const auto value = cell.values.find(field.key);
          value != cell.values.end())
        line.text(field.key, value->second);
    std::cout << std::exchange(comma, ",\n") << line.finish();
  }
  std::cout << "\n]}\n";
}

inline Matrix read_file(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  return read_matrix(file, path);
}

}  // namespace matrix
