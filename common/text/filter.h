// What colours the cells of an HTML page, and menus that leave only some of them.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace text {

// What kind of thing a cell says. Each has a colour and a sign, so that the page can
// be read without colours too.
enum class Mark { none, reset, fin, silent, lost, error, waits, differs };

// Of a word that the matrices use: "RST", "nothing", "ECONNRESET" ...
Mark mark_of(std::string_view words);

// A part of a page that a menu can choose: the nth choice of the menu of that name.
struct Group {
  std::string menu{};  // letters only
  std::size_t number = 0;
};
// The classes of an element in that group: "state state2"; none without a menu.
std::string class_of(const Group& group);
std::string class_of(Mark mark);

struct Menu {
  std::string name;  // letters only
  std::vector<std::string> choices;
};

// The legend, and a menu for the marks and for each of `menus`. They need no script:
// the style looks at what is chosen (:has()).
void write_filters(std::ostream& out, std::span<const Mark> marks,
                   std::span<const Menu> menus);

// How the marks look, in light, dark, and on paper.
extern const std::string_view mark_style;

}  // namespace text
