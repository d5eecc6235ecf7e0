#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <stdexcept>
#include <string>

#include "common/text/matrix.h"

namespace {

constexpr std::array<matrix::Field, 2> fields = {
    {{"sends", "what it sends"}, {"lost", "the bytes lost"}}};
constexpr matrix::Shape shape{
    .row = "state", .column = "way", .fields = fields};
const std::string kept = R"({"kernel":"Linux 1.0","cells":[
{"state":"ESTAB","way":"close","sends":"FIN","lost":"0"},
{"state":"ESTAB","way":"exit","sends":"RST","lost":"8"},
{"state":"LISTEN","way":"close","impossible":"a reason"}
]}
)";

matrix::Matrix read(const std::string& text) {
  std::istringstream in{text};
  return matrix::read_matrix(in, "file", shape);
}

std::string differences(const std::string& was, const std::string& is) {
  std::ostringstream out;
  matrix::name_differences(out, read(was), read(is), shape);
  return out.str();
}

TEST(KeptMatrix, IsWrittenAsItWasRead) {
  std::ostringstream out;
  matrix::write_json(out, read(kept), shape);
  EXPECT_EQ(out.str(), kept);
}

TEST(KeptMatrix, IsReadCellByCellToo) {
  const auto cells = read(R"({"state":"A","way":"b","sends":"x","lost":"1"})");
  ASSERT_NE(cells.find("A", "b"), nullptr);
  EXPECT_EQ(cells.find("A", "b")->values.at("lost"), "1");
  EXPECT_EQ(cells.find("b", "A"), nullptr);
}

TEST(KeptMatrix, DoesNotDifferFromItself) {
  EXPECT_EQ(differences(kept, kept),
            "0 of 3 cells differ: Linux 1.0, and Linux 1.0 here\n");
}

TEST(KeptMatrix, NamesWhatIsNotAsItWas) {
  const std::string now = R"({"kernel":"Linux 2.0","cells":[
{"state":"ESTAB","way":"close","sends":"RST","lost":"0"},
{"state":"LISTEN","way":"close","sends":"RST","lost":"0"},
{"state":"LISTEN","way":"kill","sends":"RST","lost":"0"}
]})";
  EXPECT_EQ(differences(kept, now),
            "ESTAB, close: what it sends was FIN, and is RST\n"
            "LISTEN, close: it can be now\n"
            "LISTEN, kill: it is new\n"
            "ESTAB, exit: it was not played\n"
            "4 of 3 cells differ: Linux 1.0, and Linux 2.0 here\n");
}

TEST(KeptMatrix, HasBesideItWhatAnotherKernelSaid) {
  matrix::Matrix is = read(kept);
  matrix::compare(is, read(R"({"kernel":"Linux 2.0","cells":[
{"state":"ESTAB","way":"close","sends":"RST","lost":"0"},
{"state":"LISTEN","way":"close","sends":"RST","lost":"0"},
{"state":"LISTEN","way":"kill","sends":"RST","lost":"0"}
]})"),
                  shape);
  EXPECT_EQ(is.cells[0].other("sends"), "RST");
  EXPECT_EQ(is.cells[0].other("lost"), "");
  EXPECT_EQ(is.cells[1].other("sends"), "not played");
  EXPECT_EQ(is.cells[2].other("lost"), "0");  // which is impossible here
  EXPECT_EQ(is.comparison,
            "3 of 3 cells differ on Linux 2.0. Behind ≠: what it said. "
            "It has cells that are not here: 1.");
}

TEST(KeptMatrix, HasNothingBesideItThatIsTheSame) {
  matrix::Matrix is = read(kept);
  matrix::compare(is, read(kept), shape);
  for (const auto& cell : is.cells) EXPECT_TRUE(cell.others.empty());
  EXPECT_EQ(is.comparison,
            "0 of 3 cells differ on Linux 1.0. Behind ≠: what it said.");
}

TEST(KeptMatrix, SaysWhyACellCannotBeElsewhere) {
  const std::string cell = R"({"state":"A","way":"b",)";
  matrix::Matrix is = read(cell + R"("sends":"x","lost":"1"})");
  matrix::compare(is, read(cell + R"("impossible":"a reason"})"), shape);
  EXPECT_EQ(is.cells[0].other("lost"), "cannot be: a reason");
}

TEST(KeptMatrix, NamesTheLineThatIsNoCell) {
  for (const auto& [text, reason] :
       {std::pair{"{\"kernel\":\"x\",\"cells\":[\nno\n]}", "file, line 2: "},
        std::pair{"{\"state\":\"A\"}", "file, line 1: "},
        std::pair{"", "file has no cells"}})
    try {
      read(text);
      ADD_FAILURE() << text;
    } catch (const std::runtime_error& error) {
      EXPECT_TRUE(std::string{error.what()}.starts_with(reason))
          << error.what();
    }
}

}  // namespace
