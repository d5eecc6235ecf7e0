#include "common/websocket/sha1.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

std::string hex_sha1(std::string_view message) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const std::byte byte : websocket::sha1(message)) {
    hex += digits[std::to_integer<std::size_t>(byte >> 4)];
    hex += digits[std::to_integer<std::size_t>(byte & std::byte{0x0f})];
  }
  return hex;
}

std::string repeat(std::string_view text, int times) {
  std::string whole;
  for (int i = 0; i < times; ++i) whole += text;
  return whole;
}

TEST(Sha1, GivesTheDigestsPrintedInRfc3174) {
  EXPECT_EQ(hex_sha1("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(
      hex_sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(hex_sha1(repeat("a", 1'000'000)),
            "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  EXPECT_EQ(hex_sha1(repeat("01234567012345670123456701234567"
                            "01234567012345670123456701234567",
                            10)),
            "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

TEST(Sha1, GivesTheDigestsOfFips180ForNothingAndForTwoBlocks) {
  EXPECT_EQ(hex_sha1(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(
      hex_sha1("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
               "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
      "a49b2446a02c645bf419f995b67091253a04a259");
}

// Nine bytes of padding at least: 55 still leave room for them, 56 do not.
TEST(Sha1, PadsRightOnBothSidesOfEveryBlockBorder) {
  struct Case {
    int size;
    std::string_view digest;
  };
  const std::vector<Case> cases = {
      {1, "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"},
      {54, "b05d71c64979cb95fa74a33cdb31a40d258ae02e"},
      {55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"},
      {56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
      {57, "f08f24908d682555111be7ff6f004e78283d989a"},
      {63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"},
      {64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
      {65, "11655326c708d70319be2610e8a57d9a5b959d3b"},
      {118, "d0572de8e494e0b7b8e50302003fc4ae0596ef4d"},
      {119, "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"},
      {120, "f34c1488385346a55709ba056ddd08280dd4c6d6"},
      {121, "fa6b5a6f8ac27182f838fe7841ec6d2aef3ade29"},
      {127, "89d95fa32ed44a7c610b7ee38517ddf57e0bb975"},
      {128, "ad5b3fdbcb526778c2839d2f151ea753995e26a0"},
      {129, "d96debf1bdcbc896e6c134ea76e8141f40d78536"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(hex_sha1(repeat("a", c.size)), c.digest) << c.size << " bytes";
  }
}

TEST(Sha1, TakesBytesAsWellAsText) {
  const std::vector<std::byte> bytes = {std::byte{'a'}, std::byte{'b'},
                                        std::byte{'c'}};
  EXPECT_EQ(websocket::sha1(bytes), websocket::sha1("abc"));
}

}  // namespace
