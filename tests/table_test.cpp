#include "common/text/table.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>
#include <utility>

namespace {

const text::Table table{
    {"name", "first", "second"},
    {{{"a"}, {"1 <"}, {"2", "a.2"}}, {{"a long name"}, {"–"}, {"22"}}}};

std::string plain(std::size_t width, std::size_t name_width) {
  std::ostringstream out;
  text::plain_page(out, width, name_width).table(table);
  return out.str();
}

TEST(Table, HasColumnsAsWideAsTheirItems) {
  EXPECT_EQ(plain(80, 16),
            "name         first  second\n"
            "a            1 <    2\n"
            "a long name  –      22\n\n");
}

TEST(Table, GivesALongNameALineOfItsOwn) {
  EXPECT_EQ(plain(80, 4),
            "name  first  second\n"
            "a     1 <    2\n"
            "a long name\n"
            "      –      22\n\n");
}

TEST(Table, IsSeveralWhereItIsTooWide) {
  EXPECT_EQ(plain(12, 4),
            "name  first\n"
            "a     1 <\n"
            "a long name\n"
            "      –\n\n"
            "name  second\n"
            "a     2\n"
            "a long name\n"
            "      22\n\n");
}

TEST(Table, InMarkdownHasALineForEachRow) {
  std::ostringstream out;
  text::markdown_page(out, 80).table(table);
  EXPECT_EQ(out.str(),
            "| name | first | second |\n|---|---|---|\n"
            "| a | 1 < | 2 |\n| a long name | – | 22 |\n\n");
}

std::string html(const text::Table& shown) {
  std::ostringstream out;
  text::html_page(out).table(shown);
  return out.str();
}

TEST(Table, InHtmlIsEscapedAndHasItsLinks) {
  EXPECT_EQ(html(table),
            "<div>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
            "aria-label=\"table\">\n"
            "<table>\n<tr><th>name<th>first<th>second\n"
            "<tr><td>a<td>1 &lt;<td><a href=\"#a.2\">2</a>\n"
            "<tr><td>a long name<td>–<td>22\n</table>\n</div>\n</div>\n");
}

TEST(Table, InHtmlHasMarksAndGroups) {
  const std::string page = html({.heads = {"way", "ESTAB"},
                                 .rows = {{{.text = "close"},
                                           {.text = "FIN",
                                            .name = "\"x",
                                            .mark = text::Mark::fin,
                                            .other = "<RST>"}}},
                                 .title = "<From>",
                                 .group = {"state", 2},
                                 .columns = {{}, {"state", 3}},
                                 .groups = {{"way", 0}}});
  for (const char* part :
       {"<div class=\"state state2\">\n<h2>&lt;From&gt;</h2>\n",
        "<th class=\"state state3\">ESTAB", "<tr class=\"way way0\">",
        "<td id=\"&quot;x\" class=\"fin state state3 differs\">FIN"
        "<span class=\"other\">&lt;RST&gt;</span>\n"})
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
}

TEST(Table, AsTextHasBothKernelsWords) {
  text::Table two = table;
  two.rows[0][1].other = "9";
  std::ostringstream out;
  text::plain_page(out, 80).table(two);
  EXPECT_EQ(out.str(),
            "name         first    second\n"
            "a            1 < ≠ 9  2\n"
            "a long name  –        22\n\n");
}

TEST(Filter, KnowsWhatAWordIs) {
  using enum text::Mark;
  for (const auto& [words, mark] :
       {std::pair{"RST", reset}, std::pair{"RST, EPIPE", reset},
        std::pair{"DATA FIN", fin}, std::pair{"FIN-WAIT-2", none},
        std::pair{"nothing, sends again", silent}, std::pair{"-", silent},
        std::pair{"5 EAGAIN", waits}, std::pair{"accept waits", waits},
        std::pair{"8 EPIPE", error}, std::pair{"IN ERR HUP", error},
        std::pair{"ESTAB", none}, std::pair{"0", none}, std::pair{"", none}})
    EXPECT_EQ(text::mark_of(words), mark) << words;
}

TEST(Filter, HasEscapedChoicesAndARuleForEach) {
  std::ostringstream out;
  const std::array marks = {text::Mark::reset};
  const std::array menus = {text::Menu{"state", {"<b>", "\"}</style>"}}};
  text::write_filters(out, marks, menus);
  const std::string page = out.str();
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  EXPECT_EQ(page.find("</style>"), page.rfind("</style>"));
  for (const char* part : {"<option class=\"state0\">&lt;b&gt;\n",
                           "body:has(option.state1:checked) :is(tr, th, td, "
                           "div).state:not(.state1) { display: none; }\n",
                           "<li><span class=\"reset\">RST</span>\n",
                           "tr:has(td):not(:has(.reset)) { display: none; }\n"})
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
}

}  // namespace
