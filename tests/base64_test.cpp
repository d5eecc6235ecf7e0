#include "common/text/base64.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using text::base64_decode;
using text::base64_encode;

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

struct Pair {
  std::string_view plain;
  std::string_view base64;
};

// RFC 4648, section 10.
const std::vector<Pair>& rfc_pairs() {
  static const std::vector<Pair> pairs = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  return pairs;
}

TEST(Base64, EncodesTheExamplesOfRfc4648) {
  for (const auto& [plain, base64] : rfc_pairs()) {
    EXPECT_EQ(base64_encode(bytes_of(plain)), base64);
  }
}

TEST(Base64, DecodesTheExamplesOfRfc4648) {
  for (const auto& [plain, base64] : rfc_pairs()) {
    EXPECT_EQ(base64_decode(base64), bytes_of(plain)) << base64;
  }
}

TEST(Base64, UsesEveryCharacterOfTheAlphabetInOrder) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto bytes = base64_decode(alphabet);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), 48U);
  // 000000 000001 000010 000011 ... 111110 111111
  EXPECT_EQ(bytes->front(), std::byte{0x00});
  EXPECT_EQ(bytes->at(1), std::byte{0x10});
  EXPECT_EQ(bytes->at(2), std::byte{0x83});
  EXPECT_EQ(bytes->back(), std::byte{0xbf});
  EXPECT_EQ(base64_encode(*bytes), alphabet);
}

TEST(Base64, DecodesWhatItEncodes) {
  std::mt19937 random{4648};
  for (std::size_t size = 0; size <= 300; ++size) {
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes) << size << " bytes";
  }
}

TEST(Base64, RefusesWhatNoEncoderGives) {
  struct Case {
    std::string_view text;
    std::string_view why;
  };
  using namespace std::string_view_literals;
  const std::vector<Case> cases = {
      {"Z", "one character holds no byte"},
      {"Zg", "padding is missing"},
      {"Zg=", "half of the padding is missing"},
      {"Zm8", "padding is missing"},
      {"Zm9v=", "padding where none is needed"},
      {"Zm9v==", "padding where none is needed"},
      {"Zm9v====", "padding where none is needed"},
      {"Z===", "three times padding"},
      {"A===", "three times padding, and the bits left over are zero"},
      {"====", "nothing but padding"},
      {"=", "nothing but padding"},
      {"Zg==Zg==", "padding in the middle"},
      {"Z=g=", "padding in the middle"},
      {"=Zg=", "padding at the beginning"},
      {"Zh==", "the four bits left over are not zero"},
      {"Zo==", "the four bits left over are not zero"},
      {"Zm9=", "the two bits left over are not zero"},
      {"Zm+=", "the two bits left over are not zero"},
      {"Zm9vYh==", "the four bits left over are not zero"},
      {" Zg=", "white space"},
      {"Zg==\n", "white space"},
      {"Zm9v\nYmFy", "white space"},
      {"Zm 9", "white space"},
      {"Zm9-", "the alphabet of URLs, section 5"},
      {"Zm9_", "the alphabet of URLs, section 5"},
      {"Zm9\xc3", "not ASCII"},
      {"Zm9\0"sv, "a zero byte"},
  };
  for (const auto& [text, why] : cases) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text << ": " << why;
  }
}

}  // namespace
