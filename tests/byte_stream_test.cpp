#include "common/trace/byte_stream.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using trace::ByteStream;

struct Piece {
  std::uint32_t seq;
  std::string_view data;
};

std::string all_of(const std::vector<Piece>& pieces) {
  ByteStream stream;
  std::string bytes;
  for (const auto& [seq, data] : pieces) bytes += stream.take(seq, data);
  return bytes + (stream.has_gap() ? " and a gap" : "");
}

TEST(ByteStream, PutsSegmentsInOrder) {
  EXPECT_EQ(all_of({{1, "abc"}, {4, "de"}, {6, "f"}}), "abcdef");
  EXPECT_EQ(all_of({{1, "abc"}, {6, "f"}, {4, "de"}}), "abcdef");
  EXPECT_EQ(all_of({{6, "f"}, {4, "de"}, {1, "abc"}}), "abcdef");
  EXPECT_EQ(all_of({{0, ""}, {1, "abc"}, {4, ""}}), "abc");
}

TEST(ByteStream, TakesNoByteTwice) {
  EXPECT_EQ(all_of({{1, "abc"}, {1, "abc"}, {2, "bcd"}, {4, "d"}}), "abcd");
  EXPECT_EQ(all_of({{3, "cd"}, {3, "cdef"}, {3, "c"}, {1, "abcd"}}), "abcdef");
}

TEST(ByteStream, TellsAGap) {
  EXPECT_EQ(all_of({{1, "abc"}, {5, "ef"}}), "abc and a gap");
}

TEST(ByteStream, KeepsNoMoreThanAMebibyte) {
  ByteStream stream;
  const std::string large(60'000, 'x');
  for (std::uint32_t i = 0; i < 100; ++i)
    EXPECT_EQ(stream.take(2 + i * 60'000, large), "");
  EXPECT_EQ(stream.take(1, "a").size(), 1U + 17 * 60'000);
  EXPECT_TRUE(stream.has_gap());
}

TEST(ByteStream, GoesOnWhereTheNumbersWrapAround) {
  ByteStream stream{0xffff'fffe};
  EXPECT_EQ(stream.take(2, "ef"), "");
  EXPECT_EQ(stream.take(0xffff'fffe, "abcd"), "abcdef");
  EXPECT_EQ(stream.next(), 0x1'0000'0004);
}

}  // namespace
