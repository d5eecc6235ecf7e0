#include "common/text/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "common/text/columns.h"

namespace text {
namespace {

using Rows = std::vector<std::vector<Item>>;

// "FIN ≠ RST": the second is what another kernel said.
std::string words_of(const Item& item) {
  return item.other.empty() ? item.text : item.text + " ≠ " + item.other;
}

// The names, and the columns from `first` to before `end`.
void print_columns(std::ostream& out, const Rows& rows,
                   const std::vector<std::size_t>& widths, std::size_t first,
                   std::size_t end) {
  for (const auto& row : rows) {
    std::string line = row[0].text;
    if (columns(line) > widths[0]) out << std::exchange(line, "") << "\n";
    line.resize(line.size() + widths[0] + 2 - columns(line), ' ');
    for (std::size_t n = first; n < end; ++n)
      line +=
          row[n].text + std::string(widths[n] + 2 - columns(row[n].text), ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  }
  out << "\n";
}

void print_plain(std::ostream& out, const Table& table, std::size_t room,
                 std::size_t name_width) {
  if (!table.title.empty()) out << table.title << "\n\n";
  Rows rows{{}};
  for (const std::string& head : table.heads) rows[0].push_back({head});
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (const Item& item : row) rows.back().push_back({words_of(item)});
  }
  std::vector<std::size_t> widths(table.heads.size());
  for (const auto& row : rows)
    for (std::size_t n = 0; n < row.size(); ++n)
      widths[n] = std::max(widths[n], columns(row[n].text));
  widths[0] = std::min(widths[0], name_width);
  for (std::size_t first = 1, end = 1; first < widths.size(); first = end) {
    std::size_t width = widths[0] + 2;
    do width += widths[end++] + 2;
    while (end < widths.size() && width + widths[end] <= room);
    print_columns(out, rows, widths, first, end);
  }
}

void print_markdown(std::ostream& out, const Table& table) {
  if (!table.title.empty()) out << "## " << table.title << "\n\n";
  for (const std::string& head : table.heads) out << "| " << head << " ";
  out << "|\n";
  for (std::size_t n = 0; n < table.heads.size(); ++n) out << "|---";
  out << "|\n";
  for (const auto& row : table.rows) {
    for (const Item& item : row) out << "| " << words_of(item) << " ";
    out << "|\n";
  }
  out << "\n";
}

void print_wrapped(std::ostream& out, std::string_view text,
                   std::size_t width) {
  for (const std::string& line : wrap(text, width)) out << line << "\n";
  out << "\n";
}

}  // namespace

std::size_t page_width() {
  constexpr std::size_t widest = 100;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
    return widest;
  return std::clamp<std::size_t>(size.ws_col, 60, widest);
}

Page plain_page(std::ostream& out, std::size_t width, std::size_t name_width) {
  const auto heading = [&out](std::string_view text) { out << text << "\n\n"; };
  return {.title = heading,
          .paragraph =
              [&out, width](std::string_view text) {
                print_wrapped(out, text, width);
              },
          .heading = heading,
          .table =
              [&out, width, name_width](const Table& table) {
                print_plain(out, table, width, name_width);
              },
          .filters = [](std::span<const Mark>, std::span<const Menu>) {}};
}

Page markdown_page(std::ostream& out, std::size_t width) {
  return {
      .title = [&out](std::string_view text) { out << "# " << text << "\n\n"; },
      .paragraph =
          [&out, width](std::string_view text) {
            print_wrapped(out, text, width);
          },
      .heading =
          [&out](std::string_view text) { out << "## " << text << "\n\n"; },
      .table = [&out](const Table& table) { print_markdown(out, table); },
      .filters = [](std::span<const Mark>, std::span<const Menu>) {}};
}

}  // namespace text
