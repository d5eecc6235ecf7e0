// A page of headings, paragraphs and tables: for a terminal, in Markdown, and in HTML.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/filter.h"

namespace text {

struct Item {
  std::string text;
  std::string link{};   // to the part of an HTML page that has this name
  std::string name{};   // a link to this item
  Mark mark{};          // its colour and its sign in an HTML page
  std::string other{};  // what stood here on another kernel, if not this
};

// The groups are those of an HTML page's filters.
struct Table {
  std::vector<std::string> heads;
  std::vector<std::vector<Item>> rows;
  std::string title{};
  Group group{};
  std::vector<Group> columns{};
  std::vector<Group> groups{};  // of the rows
};

// How a page is written, whatever its format.
struct Page {
  std::function<void(std::string_view text)> title;
  std::function<void(std::string_view text)> paragraph;
  std::function<void(std::string_view text)> heading;
  std::function<void(const Table& table)> table;
  // A legend of the marks, and menus; only HTML has them.
  std::function<void(std::span<const Mark> marks, std::span<const Menu> menus)>
      filters;
  bool scrolls = false;  // a table may have any width
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
// Writes what begins such a page, up to what html_page() writes: it may load nothing,
// and run no script. `styles`: further ones, each a <style>.
void begin_html(std::ostream& out, std::string_view title,
                std::string_view styles = "");
Page html_page(std::ostream& out);

}  // namespace text
