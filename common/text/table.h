// A page of headings, paragraphs and tables: for a terminal, in Markdown, and in HTML.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace text {

struct Item {
  std::string text;
  std::string link{};  // to the part of an HTML page that has this name
};

struct Table {
  std::vector<std::string> heads;
  std::vector<std::vector<Item>> rows;
};

// How a page is written, whatever its format.
struct Page {
  std::function<void(std::string_view text)> title;
  std::function<void(std::string_view text)> paragraph;
  std::function<void(std::string_view text)> heading;
  std::function<void(const Table& table)> table;
};

// What fits on a line of the standard output: 100 columns, or what a terminal has, if
// that is less, but 60 at least.
std::size_t page_width();

// Lines of at most `width` columns. A table that is too wide becomes several, each
// with the first column, and a name there that is longer than `name_width` has a line
// of its own.
Page plain_page(std::ostream& out, std::size_t width,
                std::size_t name_width = 16);
Page markdown_page(std::ostream& out, std::size_t width);
// Writes what begins such a page, up to what html_page() writes. `styles`: further
// ones, each a <style>.
void begin_html(std::ostream& out, std::string_view title,
                std::string_view styles = "");
Page html_page(std::ostream& out);

}  // namespace text
