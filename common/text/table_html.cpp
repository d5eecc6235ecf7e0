#include <ostream>

#include "common/text/escape.h"
#include "common/text/table.h"

namespace text {
namespace {

// How tables look, and that a part behind a link comes to sight with it. A table that
// is too wide scrolls inside itself.
constexpr std::string_view table_style = R"(<style>
body { margin: 0 1em; font: 15px/1.5 sans-serif; color: #24292f;
  background: #fff; }
p, ul { max-width: 60em; }
form { display: flex; flex-wrap: wrap; gap: 8px; }
select { max-width: 60vw; }
select, button { font: inherit; }
.scroll { overflow-x: auto; margin: 1em 0; }
table { border-collapse: collapse; font-size: 13px; }
th, td { border-bottom: 1px solid #8884; padding: 3px 8px; text-align: left;
  white-space: nowrap; }
tr > :first-child { position: sticky; left: 0; background: #fff; }
.long { white-space: normal; min-width: 16em; }
a { color: inherit; text-decoration: underline dotted; }
:focus-visible, td:target { outline: 3px solid #0969da;
  outline-offset: -3px; }
section { display: none; }
section:target { display: block; min-height: 100vh; }
@media screen and (prefers-color-scheme: dark) {
  body, tr > :first-child { color: #d5dbe1; background: #14181d; }
}
@media print {
  section { display: block; break-before: page; }
  .scroll { overflow: visible; }
  table { font-size: 11px; }
  th, td { white-space: normal; padding: 2px 4px; }
  tr { break-inside: avoid; }
}
</style>
)";

constexpr std::size_t long_text = 40;  // which may be broken into lines

// ' class="fin differs"', or nothing.
std::string attribute(std::string_view name, const std::string& value) {
  if (value.empty()) return "";
  return " " + std::string{name} + "=\"" + html_escaped(value) + "\"";
}

std::string joined(const std::string& one, const std::string& two) {
  return one.empty() || two.empty() ? one + two : one + " " + two;
}

Group group_of(const std::vector<Group>& groups, std::size_t n) {
  return n < groups.size() ? groups[n] : Group{};
}

void print_item(std::ostream& out, const Item& item, const Group& column) {
  std::string classes = joined(class_of(item.mark), class_of(column));
  if (!item.other.empty()) classes = joined(classes, class_of(Mark::differs));
  if (item.text.size() > long_text) classes = joined(classes, "long");
  out << "<td" << attribute("id", item.name) << attribute("class", classes)
      << ">";
  if (!item.link.empty())
    out << "<a href=\"#" << html_escaped(item.link) << "\">";
  out << html_escaped(item.text) << (item.link.empty() ? "" : "</a>");
  if (!item.other.empty())
    out << "<span class=\"other\">" << html_escaped(item.other) << "</span>";
}

void print_html(std::ostream& out, const Table& table) {
  out << "<div" << attribute("class", class_of(table.group)) << ">\n";
  if (!table.title.empty())
    out << "<h2>" << html_escaped(table.title) << "</h2>\n";
  out << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
         "aria-label=\"table\">\n<table>\n<tr>";
  for (std::size_t n = 0; n < table.heads.size(); ++n)
    out << "<th" << attribute("class", class_of(group_of(table.columns, n)))
        << ">" << html_escaped(table.heads[n]);
  out << "\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    out << "<tr" << attribute("class", class_of(group_of(table.groups, row)))
        << ">";
    for (std::size_t n = 0; n < table.rows[row].size(); ++n)
      print_item(out, table.rows[row][n], group_of(table.columns, n));
    out << "\n";
  }
  out << "</table>\n</div>\n</div>\n";
}

}  // namespace

void begin_html(std::ostream& out, std::string_view title,
                std::string_view styles) {
  out << R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>)"
      << html_escaped(title) << "</title>\n"
      << table_style << mark_style << styles;
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
          .table = [&out](const Table& table) { print_html(out, table); },
          .filters =
              [&out](std::span<const Mark> marks, std::span<const Menu> menus) {
                write_filters(out, marks, menus);
              },
          .scrolls = true};
}

}  // namespace text
