#include "common/text/hex.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using text::from_hex;
using text::hex;

TEST(Hex, ReadsBytesAsPeopleWriteThem) {
  for (const std::string_view text :
       {"81 85 37 fa", "818537fa", "8185 37FA", "0x81 0x85 0x37 0xfa",
        "0x81, 0x85,\n0x37, 0xfa,", "\\x81\\x85\\x37\\xfa", "81\t85\r\n37 fa\n",
        "00000000: 8185 37fa                                ..7.",
        "00000000: 8185                                     ..\n"
        "00000002: 37fa                                     7.",
        "00000000  81 85 37 fa                              |..7.|\n"
        "00000004  |"})
    EXPECT_EQ(hex(from_hex(text)), "81 85 37 fa") << text;
  EXPECT_TRUE(from_hex("").empty());
}

TEST(Hex, LeavesOutTheCharactersOfADump) {
  // Characters that could be digits, or that mark another kind of line.
  EXPECT_EQ(hex(from_hex("00000000: 6162 2063 640a              ab cd.")),
            "61 62 20 63 64 0a");
  EXPECT_EQ(hex(from_hex("00000000  61 62  20 63 64 0a   |ab cd.|")),
            "61 62 20 63 64 0a");
}

TEST(Hex, SaysWhatIsWrongAndInWhichLine) {
  const struct {
    std::string_view text;
    std::string_view says;
  } cases[] = {
      {"81 zz", "line 1: 'zz' is not hexadecimal"},
      {"81\n85 8", "line 2: '8' is no whole number of bytes: two digits each"},
      {"0x8", "line 1: '8' is no whole number of bytes: two digits each"},
  };
  for (const auto& [text, says] : cases) {
    try {
      from_hex(text);
      ADD_FAILURE() << text;
    } catch (const text::BadHex& bad) {
      EXPECT_EQ(bad.what(), says);
    }
  }
}

TEST(Hex, ShowsNothingThatATerminalWouldObey) {
  EXPECT_EQ(text::ascii(text::bytes_of("a\x1b[\x80\x7f~ ")), "a.[..~ ");
}

}  // namespace
