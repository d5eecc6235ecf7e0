#include "common/text/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "common/text/columns.h"
#include "common/text/escape.h"

namespace text {
namespace {

// How tables look, and that a part behind a link comes to sight with it.
constexpr std::string_view table_style = R"(<style>
body { padding: 0 1em; font: 15px/1.5 sans-serif; }
table { border-collapse: collapse; margin: 1em 0; font-size: 13px; }
th, td { border-bottom: 1px solid #8884; padding: 2px 10px 2px 0;
  text-align: left; white-space: nowrap; }
a { color: inherit; text-decoration: underline dotted; }
section { display: none; }
section:target { display: block; min-height: 100vh; }
@media print { section { display: block; break-before: page; } }
</style>
)";

using Rows = std::vector<std::vector<Item>>;

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
  Rows rows{{}};
  for (const std::string& head : table.heads) rows[0].push_back({head});
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
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
  for (const std::string& head : table.heads) out << "| " << head << " ";
  out << "|\n";
  for (std::size_t n = 0; n < table.heads.size(); ++n) out << "|---";
  out << "|\n";
  for (const auto& row : table.rows) {
    for (const Item& item : row) out << "| " << item.text << " ";
    out << "|\n";
  }
  out << "\n";
}

void print_html(std::ostream& out, const Table& table) {
  out << "<table>\n<tr>";
  for (const std::string& head : table.heads)
    out << "<th>" << html_escaped(head);
  out << "\n";
  for (const auto& row : table.rows) {
    out << "<tr>";
    for (const Item& item : row) {
      out << "<td>";
      if (!item.link.empty())
        out << "<a href=\"#" << html_escaped(item.link) << "\">";
      out << html_escaped(item.text) << (item.link.empty() ? "" : "</a>");
    }
    out << "\n";
  }
  out << "</table>\n";
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
              }};
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
      .table = [&out](const Table& table) { print_markdown(out, table); }};
}

void begin_html(std::ostream& out, std::string_view title,
                std::string_view styles) {
  out << "<!DOCTYPE html>\n<html lang=\"en\">\n<meta "
         "charset=\"utf-8\">\n<title>"
      << html_escaped(title) << "</title>\n"
      << styles << table_style;
}

Page html_page(std::ostream& out) {
  const auto element = [&out](std::string_view name) {
    return [&out, name](std::string_view text) {
      out << "<" << name << ">" << html_escaped(text) << "</" << name << ">\n";
    };
  };
  return {.title = element("h1"),
          .paragraph = element("p"),
          .heading = element("h2"),
          .table = [&out](const Table& table) { print_html(out, table); }};
}

}  // namespace text
