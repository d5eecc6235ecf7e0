#include "common/text/table.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

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

TEST(Table, InHtmlIsEscapedAndHasItsLinks) {
  std::ostringstream out;
  text::html_page(out).table(table);
  EXPECT_EQ(out.str(),
            "<table>\n<tr><th>name<th>first<th>second\n"
            "<tr><td>a<td>1 &lt;<td><a href=\"#a.2\">2</a>\n"
            "<tr><td>a long name<td>–<td>22\n</table>\n");
}

}  // namespace
