// The report of a run, written and read; and the values of an exercise.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "common/check/report.h"
#include "common/verify/file.h"

namespace check {
namespace {

Report some_report() {
  return {.exercise = "05_x/answer",
          .text = "what is \"asked\"",
          .variant = 2,
          .seconds = 1.5,
          .values = {"question: q"},
          .broken = "why",
          .lines = {{3, "client connects", 2, Result::met},
                    {0, "ends", 1, Result::not_checked, "'x' was not met"}},
          .failure = Failure{"expected",
                             "came",
                             "call",
                             "segment",
                             {"row"},
                             {"one", "two"},
                             "why",
                             "see"},
          .said = {"a\x1b[31m", "]]>"}};
}

TEST(CheckReport, IsReadAsItWasWritten) {
  const std::string text = to_text(some_report());
  const Report read = from_text(text);
  EXPECT_EQ(to_text(read), text);
  EXPECT_EQ(read.lines.at(1).because, "'x' was not met");
  EXPECT_EQ(read.lines.at(1).result, Result::not_checked);
  EXPECT_EQ(read.failure.value().hints.size(), 2u);
  EXPECT_EQ(read.said.at(0), "a\x1b[31m");
}

TEST(CheckReport, IsRefusedIfItsEndIsNotThere) {
  const std::string text = to_text(some_report());
  // Whatever lacks more than the last line's end.
  for (std::size_t size = 0; size + 1 < text.size(); ++size)
    EXPECT_THROW(from_text(text.substr(0, size)), std::runtime_error) << size;
  EXPECT_THROW(from_text(text + "{\"result\":\"met\"}\n"), std::runtime_error);
  EXPECT_THROW(from_text("no report\n"), std::runtime_error);
}

TEST(ExerciseValues, StandInThePlaceOfTheirNames) {
  const verify::Values values = {{"size", "70"}, {"text", "a\"b\\c\n\x01\xff"}};
  EXPECT_EQ(verify::with_values("client reads {size} bytes", values),
            "client reads 70 bytes");
  EXPECT_EQ(verify::with_values("sends data \"<{text}>\"", values),
            "sends data \"<a\\\"b\\\\c\\n\\x01\\xff>\"");
  EXPECT_EQ(verify::with_values("x \"\\\"{size}\" {size}", values),
            "x \"\\\"70\" 70");
  // No name of a value.
  for (const char* text : {"{}", "{Size}", "{size", "{ size }", "f({1, 2})"})
    EXPECT_EQ(verify::with_values(text, values), text);
  EXPECT_THROW(verify::with_values("{other}", values), std::runtime_error);
}

}  // namespace
}  // namespace check
