#include "common/narrate/printable.h"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(Printable, LeavesTextAsItIs) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("hello, w\u00f6rld \u20ac \u00a0"),
            "hello, w\u00f6rld \u20ac \u00a0");
}

TEST(Printable, ShowsControlCharactersAsQuestionMarks) {
  EXPECT_EQ(printable("\x1b[31mred\n\x7f"), "?[31mred??");
  EXPECT_EQ(printable(std::string{"a\0b", 3}), "a?b");
}

TEST(Printable, ShowsThoseOfTwoBytesTooForSomeTerminalsObeyThem) {
  EXPECT_EQ(printable("\u009b31m\u0080\u009f"), "?31m??");
}

TEST(Printable, CutsALongTextBetweenTwoCharacters) {
  EXPECT_EQ(printable("12345", 5), "12345");
  EXPECT_EQ(printable("123456", 5), "12345... (6 bytes)");
  EXPECT_EQ(printable("123\u20ac6", 5), "123... (7 bytes)");
  EXPECT_EQ(printable("\u20ac", 2), "... (3 bytes)");
}

}  // namespace
