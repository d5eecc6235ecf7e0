// A close matrix for a terminal, and in Markdown.
#pragma once

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/text/columns.h"
#include "labs/17_close_matrix/page.h"

namespace matrix {

inline constexpr std::size_t widest = 100;
inline constexpr std::size_t name_width =
    16;  // a longer one has a line of its own

// What fits on a line: of the terminal, if there is one.
inline std::size_t text_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
    return widest;
  return std::clamp<std::size_t>(size.ws_col, 60, widest);
}

inline void print_wrapped(std::string_view text) {
  for (const std::string& line : text::wrap(text, text_width()))
    std::cout << line << "\n";
  std::cout << "\n";
}

// The names, and the columns from `first` to before `end`.
inline void print_columns(const std::vector<std::vector<Item>>& rows,
                          const std::vector<std::size_t>& widths,
                          std::size_t first, std::size_t end) {
  for (const auto& row : rows) {
    std::string line = row[0].text;
    if (text::columns(line) > widths[0])
      std::cout << std::exchange(line, "") << "\n";
    line.resize(line.size() + widths[0] + 2 - text::columns(line), ' ');
    for (std::size_t n = first; n < end; ++n)
      line += row[n].text +
              std::string(widths[n] + 2 - text::columns(row[n].text), ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << "\n";
  }
  std::cout << "\n";
}

// A table that is too wide for the terminal is printed as several.
inline void print_text(const Table& table) {
  std::vector<std::vector<Item>> rows{{}};
  for (const std::string& head : table.heads) rows[0].push_back({head});
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.heads.size());
  for (const auto& row : rows)
    for (std::size_t n = 0; n < row.size(); ++n)
      widths[n] = std::max(widths[n], text::columns(row[n].text));
  widths[0] = std::min(widths[0], name_width);
  for (std::size_t first = 1, end = 1; first < widths.size(); first = end) {
    std::size_t width = widths[0] + 2;
    do width += widths[end++] + 2;
    while (end < widths.size() && width + widths[end] <= text_width());
    print_columns(rows, widths, first, end);
  }
}

inline void write_text(const Matrix& matrix) {
  const auto heading = [](const std::string& text) {
    std::cout << text << "\n\n";
  };
  write(matrix, {heading, print_wrapped, heading, print_text});
}

inline void print_markdown(const Table& table) {
  for (const std::string& head : table.heads) std::cout << "| " << head << " ";
  std::cout << "|\n";
  for (std::size_t n = 0; n < table.heads.size(); ++n) std::cout << "|---";
  std::cout << "|\n";
  for (const auto& row : table.rows) {
    for (const Item& item : row) std::cout << "| " << item.text << " ";
    std::cout << "|\n";
  }
  std::cout << "\n";
}

inline void write_markdown(const Matrix& matrix) {
  write(matrix,
        {[](const std::string& text) { std::cout << "# " << text << "\n\n"; },
         print_wrapped,
         [](const std::string& text) { std::cout << "## " << text << "\n\n"; },
         print_markdown});
}

}  // namespace matrix
