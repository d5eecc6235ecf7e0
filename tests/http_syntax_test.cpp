// Characters, numbers and white space: RFC 9110, 5.6; RFC 3986, 3.2.2.
#include <gtest/gtest.h>

#include <string>

#include "common/http/syntax.h"

namespace http {
namespace {

template <typename Predicate>
std::string all_that(Predicate holds) {
  std::string found;
  for (int c = 0; c < 256; ++c) {
    if (holds(std::string(1, static_cast<char>(c))))
      found += static_cast<char>(c);
  }
  return found;
}

TEST(HttpSyntax, KnowsWhatEachPartMayConsistOf) {
  EXPECT_EQ(all_that(is_token),
            "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`"
            "abcdefghijklmnopqrstuvwxyz|~");
  EXPECT_EQ(all_that(is_visible),
            "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
            "abcdefghijklmnopqrstuvwxyz{|}~");
  const std::string controls =
      all_that([](const std::string& text) { return is_control(text[0]); });
  EXPECT_EQ(controls.size(), 32U);  // 0 to 31 and 127, less the tab
  EXPECT_EQ(controls.find('\t'), std::string::npos);
  EXPECT_EQ(controls.back(), '\x7f');
  EXPECT_EQ(controls[30], '\x1f');
}

TEST(HttpSyntax, AllowsNoEmptyTokenOrTarget) {
  EXPECT_FALSE(is_token(""));
  EXPECT_FALSE(is_visible(""));
}

TEST(HttpSyntax, KnowsWhereAQuotationEnds) {
  for (const char* good :
       {R"("")", R"("a b")", R"("\"")", R"("\\")", R"("a;\"b")", "\"\t\xe4\""})
    EXPECT_TRUE(is_quoted(good)) << good;
  for (const char* bad : {"", "a", R"(")", R"("a)", R"(a")", R"("a"b")",
                          R"("\")", R"("a\\\")", "\"\x7f\""})
    EXPECT_FALSE(is_quoted(bad)) << bad;
}

TEST(HttpSyntax, CountsEmptyPartsBetweenCommasButNoEmptyElements) {
  const std::vector<Header> headers = {{"A", "1, ,2,"}, {"a", ""}};
  EXPECT_EQ(parts(headers, "A"),
            (std::vector<std::string_view>{"1", "", "2", "", ""}));
  EXPECT_EQ(elements(headers, "A"), (std::vector<std::string_view>{"1", "2"}));
}

TEST(HttpSyntax, TrimsSpacesAndTabsAlone) {
  EXPECT_EQ(trim(" \t a \t b\t "), "a \t b");
  EXPECT_EQ(trim("\ra\n"), "\ra\n");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(HttpSyntax, ReadsNumbersThatAreDigitsAndFit) {
  EXPECT_EQ(to_number("0", 10), 0U);
  EXPECT_EQ(to_number("0042", 10), 42U);
  EXPECT_EQ(to_number("18446744073709551615", 10), 18446744073709551615U);
  EXPECT_EQ(to_number("fFfFfFfFfFfFfFfF", 16), 18446744073709551615U);
  for (const char* bad : {"", "+1", "-1", " 1", "1 ", "1a", "a", "0x1", "1.0",
                          "18446744073709551616"})
    EXPECT_EQ(to_number(bad, 10), std::nullopt) << bad;
  for (const char* bad : {"g", "1g", "0x1", "-1", "10000000000000000"})
    EXPECT_EQ(to_number(bad, 16), std::nullopt) << bad;
}

}  // namespace
}  // namespace http
