// The validator beside a decoder that is written from the other end: it
// computes the character, and looks whether that was the way to write it.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/utf8.h"

namespace {

using text::bytes_of;
using text::is_utf8;
using text::Utf8Validator;

std::string encoded(std::uint32_t character) {
  const auto byte = [&](int shift, unsigned mark, unsigned bits) {
    return static_cast<char>(mark | (character >> shift & bits));
  };
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800) return {byte(6, 0xc0, 0x1f), byte(0, 0x80, 0x3f)};
  if (character < 0x10000)
    return {byte(12, 0xe0, 0x0f), byte(6, 0x80, 0x3f), byte(0, 0x80, 0x3f)};
  return {byte(18, 0xf0, 0x07), byte(12, 0x80, 0x3f), byte(6, 0x80, 0x3f),
          byte(0, 0x80, 0x3f)};
}

// How many bytes the first byte announces, and the bits that it holds.
struct First {
  std::size_t size;
  std::uint32_t bits;
};

First first_of(std::uint8_t byte) {
  if (byte < 0x80) return {1, byte};
  if (byte >> 5 == 0b110) return {2, byte & 0x1fU};
  if (byte >> 4 == 0b1110) return {3, byte & 0x0fU};
  if (byte >> 3 == 0b11110) return {4, byte & 0x07U};
  return {0, 0};
}

bool decodes(std::string_view text) {
  while (!text.empty()) {
    auto [size, character] = first_of(static_cast<std::uint8_t>(text[0]));
    if (size == 0 || text.size() < size) return false;
    for (std::size_t i = 1; i < size; ++i)
      character = character << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3fU);
    const bool surrogate = 0xd800 <= character && character < 0xe000;
    if (surrogate || character > 0x10ffff) return false;
    if (text.substr(0, size) != encoded(character)) return false;
    text.remove_prefix(size);
  }
  return true;
}

TEST(Utf8, TakesEveryCharacterOfUnicode) {
  std::string all;
  for (std::uint32_t c = 0; c <= 0x10ffff; ++c) {
    if (0xd800 <= c && c < 0xe000) continue;
    const std::string one = encoded(c);
    ASSERT_TRUE(is_utf8(text::bytes_of(one))) << c;
    all += one;
  }
  EXPECT_TRUE(is_utf8(text::bytes_of(all)));
}

TEST(Utf8, AgreesWithTheDecoderOnFourBytesOfEveryKind) {
  // At every border of a rule.
  const std::string borders =
      "\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc2\xe0\xed\xf0\xf4\xf5";
  const auto expect_agreement = [](const std::string& text) {
    ASSERT_EQ(is_utf8(text::bytes_of(text)), decodes(text))
        << testing::PrintToString(text);
  };
  for (int first = 0x7f; first < 256; ++first) {
    expect_agreement({static_cast<char>(first)});
    for (int second = 0; second < 256; ++second) {
      std::string text{static_cast<char>(first), static_cast<char>(second)};
      expect_agreement(text);
      for (const char third : borders) {
        expect_agreement(text + third);
        for (const char fourth : borders) {
          expect_agreement(text + third + fourth);
        }
      }
    }
  }
}

TEST(Utf8, FindsABadByteWhereverItStands) {
  for (std::size_t size = 1; size <= 150; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (const char bad : {'\x80', '\xff'}) {
        std::string text(size, 'a');
        text[place] = bad;
        ASSERT_FALSE(is_utf8(text::bytes_of(text))) << place << " of " << size;
      }
    }
  }
}

TEST(Utf8, TakesACharacterWhereverItStands) {
  for (const std::string character :
       {"\xc3\xa4", "\xe2\x82\xac", "\xf0\x9d\x84\x9e"}) {
    for (std::size_t before = 0; before <= 100; ++before) {
      const std::string text =
          std::string(before, 'a') + character + std::string(40, 'a');
      ASSERT_TRUE(is_utf8(text::bytes_of(text))) << before;
    }
  }
}

TEST(Utf8, SeesTheSameInPiecesOfAnySize) {
  const std::vector<std::string> texts = {
      "a\xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e"
      "b\xf4\x8f\xbf\xbf",
      "\xe2\x82\xac\xe2\x82\xac\xe2\x82",
      "\xed\x9f\xbf\xed\xa0\x80",
      "\xf0\x9d\x84\x9e\xf4\x90\x80\x80",
      "aaaaaaaaaaaaaaaa\xc3",
      "\xe0\xa0\x80\xe0\x9f\xbf",
  };
  for (const std::string& text : texts) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      for (std::size_t j = i; j <= text.size(); ++j) {
        Utf8Validator validator;
        const bool valid =
            validator.add(text::bytes_of(text.substr(0, i))) &&
            validator.add(text::bytes_of(text.substr(i, j - i))) &&
            validator.add(text::bytes_of(text.substr(j)));
        ASSERT_EQ(valid && validator.is_complete(), decodes(text))
            << testing::PrintToString(text) << " cut at " << i << ", " << j;
      }
    }
  }
}

// A text fails with its first bad byte, and not before or after it.
TEST(Utf8, FailsAtTheFirstBadByte) {
  struct Case {
    std::string right;
    char wrong;
  };
  const std::vector<Case> cases = {
      {"abc", '\x80'},      {"\xc3", 'a'},         {"\xe2\x82", '\xc3'},
      {"\xe0", '\x9f'},     {"\xed", '\xa0'},      {"\xf0", '\x8f'},
      {"\xf4", '\x90'},     {"\xf0\x9d\x84", ' '}, {"\xf0\x9d", '\xff'},
      {"\xc3\xa4", '\xa4'}, {"", '\xc0'},          {"", '\xf5'},
  };
  for (const auto& [right, wrong] : cases) {
    Utf8Validator validator;
    EXPECT_TRUE(validator.add(text::bytes_of(right)));
    EXPECT_FALSE(validator.add(text::bytes_of({&wrong, 1})))
        << testing::PrintToString(right + wrong);
  }
}

TEST(Utf8, KnowsWhetherACharacterIsComplete) {
  Utf8Validator validator;
  EXPECT_TRUE(validator.is_complete());
  for (const char byte : std::string_view{"\xf0\x9d\x84"}) {
    EXPECT_TRUE(validator.add(text::bytes_of({&byte, 1})));
    EXPECT_FALSE(validator.is_complete());
  }
  EXPECT_TRUE(validator.add(text::bytes_of("\x9e")));
  EXPECT_TRUE(validator.is_complete());
}

}  // namespace
