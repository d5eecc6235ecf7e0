// A tree in each format, with the words of a hostile program in it. What reads them is
// in tests/check.sh.
#include <gtest/gtest.h>

#include <string>

#include "common/check/formats.h"

namespace check {
namespace {

// As a program may print it: an escape, the end of CDATA, no UTF-8, U+FFFF.
const std::string hostile = "\x1b[31m]]>\"<&\n\xff\xEF\xBF\xBF";

Tree some_tree() {
  return {.exercise = "05_x/y",
          .text = "the client asks",
          .lines = {{2, "client  connects", 1, Result::met, ""},
                    {3, "client sends data \"a  #b\"", 2, Result::not_met, ""},
                    {4, "server sends FIN", 1, Result::not_checked,
                     "'client sends data' was not met"}},
          .runs = 5,
          .seconds = 1.25,
          .run = 3,
          .values = {"size: 70"},
          .failure = Failure{.expected = "data",
                             .came = hostile,
                             .call = "0.1  send(3, 1) = 1",
                             .ladder = {"row one", "row two"},
                             .hints = {"First?", "Second."},
                             .why = "It matters.",
                             .see = "RFC 9293"},
          .said = {hostile}};
}

Tree broken_tree() {
  return {.exercise = "05_x/y", .text = "", .runs = 5, .broken = "no wire"};
}

bool is_harmless(const std::string& text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r')
      return false;
  return text.find('\xff') == text.npos;
}

TEST(CheckFormats, AreHarmlessWhateverTheProgramPrints) {
  const Tree tree = some_tree();
  const Class students = {{hostile, tree}};
  for (const std::string& text :
       {as_text(tree, {}), as_tap(tree), as_junit(tree), as_csv(tree),
        as_json(tree), as_gradescope(tree), as_csv(students), as_json(students),
        as_junit(students)})
    EXPECT_TRUE(is_harmless(text)) << text;
}

TEST(CheckFormats, TextTellsTheTreeAndTheFirstThatWasNotMet) {
  EXPECT_EQ(as_text(some_tree(), {.hints = 1}),
            R"(05_x/y: the client asks

  met          client connects                                        1 point
  not met      client sends data "a  #b"                              2 points
  not checked  server sends FIN                                       1 point
               because 'client sends data' was not met

  in run    3 of 5, with other data; size: 70
  expected  data
  came      ?[31m]]>"<& ?)"
            "\xEF\xBF\xBF"
            R"(
  call      0.1  send(3, 1) = 1

  row one
  row two

  it said   ?[31m]]>"<& ?)"
            "\xEF\xBF\xBF"
            R"(
  hint      First?
            (--hint 2 says more)
  why       It matters.
  read      RFC 9293

not met: 1 of 4 points
)");
}

TEST(CheckFormats, HintsAreToldOneMoreAtATime) {
  EXPECT_EQ(as_hints(some_tree(), 1),
            "  hint      First?\n            (--hint 2 says more)\n");
  const std::string both = "  hint      First?\n            Second.\n";
  EXPECT_EQ(as_hints(some_tree(), 2), both);
  EXPECT_EQ(as_hints(some_tree(), 9), both);
  EXPECT_EQ(as_hints(some_tree(), 0), "");
  EXPECT_EQ(as_hints(broken_tree(), 1), "");
}

TEST(CheckFormats, TapHasAPlanAndEscapes) {
  const std::string tap = as_tap(some_tree());
  EXPECT_TRUE(
      tap.starts_with("TAP version 13\n1..3\nok 1 - client connects\n"
                      "not ok 2 - client sends data \"a  \\#b\"\n"
                      "  ---\n  \"result\": \"not met\"\n"))
      << tap;
  EXPECT_NE(tap.find("not ok 3 - server sends FIN\n  ---\n"
                     "  \"result\": \"not checked\"\n"
                     "  \"because\": \"'client sends data' was not met\"\n"
                     "  ...\n"),
            tap.npos)
      << tap;
}

TEST(CheckFormats, TapOfBothVersionsIsTheSameButForItsHead) {
  std::string tap = as_tap(some_tree());
  tap.replace(tap.find("13"), 2, "14");
  EXPECT_EQ(as_tap(some_tree(), 14), tap);
}

TEST(CheckFormats, JUnitCountsItsCases) {
  const std::string xml = as_junit(some_tree());
  EXPECT_NE(xml.find("<testsuite name=\"05_x/y\" tests=\"3\" failures=\"1\" "
                     "errors=\"0\" skipped=\"1\" time=\"1.250\">"),
            xml.npos)
      << xml;
  EXPECT_NE(xml.find("<failure message=\"?[31m]]&gt;&quot;&lt;&amp; ??\">"),
            xml.npos)
      << xml;
}

TEST(CheckFormats, CsvQuotesAndDisarmsFormulas) {
  EXPECT_EQ(as_csv(some_tree()),
            "exercise,line,text,result,points,of,because\r\n"
            "05_x/y,2,client connects,met,1,1,\r\n"
            "05_x/y,3,\"client sends data \"\"a  #b\"\"\",not met,0,2,\r\n"
            "05_x/y,4,server sends FIN,not checked,0,1,'client sends data' was "
            "not met\r\n");
  const Class students = {{"=1+1", broken_tree()},
                          {"+1", broken_tree()},
                          {"-1", broken_tree()},
                          {"@A1", broken_tree()},
                          {"a,b", broken_tree()}};
  EXPECT_EQ(as_csv(students),
            "student,exercise,result,points,of,first line not met,came,"
            "seconds\r\n"
            "'=1+1,05_x/y,cannot tell,0,0,,no wire,0.0\r\n"
            "'+1,05_x/y,cannot tell,0,0,,no wire,0.0\r\n"
            "'-1,05_x/y,cannot tell,0,0,,no wire,0.0\r\n"
            "'@A1,05_x/y,cannot tell,0,0,,no wire,0.0\r\n"
            "\"a,b\",05_x/y,cannot tell,0,0,,no wire,0.0\r\n");
  const std::string failed = as_csv(Class{{"eve", some_tree()}});
  EXPECT_NE(failed.find("; it said: "), failed.npos) << failed;
}

TEST(CheckFormats, GradescopeHasAScoreForEachLine) {
  const std::string text = as_gradescope(some_tree());
  EXPECT_TRUE(text.starts_with("{\"score\":1,")) << text;
  EXPECT_NE(text.find("{\"score\":1,\"max_score\":1,\"status\":\"passed\","
                      "\"name\":\"client connects\",\"number\":\"1\","),
            text.npos)
      << text;
  EXPECT_NE(text.find("{\"score\":0,\"max_score\":2,\"status\":\"failed\","),
            text.npos)
      << text;
}

// A reader that counts failures alone must not take it for a success.
TEST(CheckFormats, OfARunThatWasBrokenNoneIsASuccess) {
  const Tree tree = broken_tree();
  EXPECT_NE(as_tap(tree).find("1..1\nnot ok 1"), std::string::npos);
  EXPECT_NE(as_junit(tree).find("errors=\"1\""), std::string::npos);
  EXPECT_NE(as_json(tree).find("\"result\":\"cannot tell\""),
            std::string::npos);
  EXPECT_NE(as_gradescope(tree).find("cannot tell: no wire"),
            std::string::npos);
  EXPECT_NE(as_text(tree, {}).find("Nothing can be told: no wire"),
            std::string::npos);
}

}  // namespace
}  // namespace check
