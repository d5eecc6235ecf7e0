// pcapng: sections of either byte order, interfaces with their own clocks, each
// kind of packet block; and files that are wrong, or end too early.
#include "common/packet/pcapng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "common/packet/capture.h"
#include "tests/packets.h"

namespace packet {
namespace {

using Lines = std::vector<std::string>;
enum class Order { little, big };

Bytes number(std::size_t value, std::size_t size, Order order) {
  Bytes bytes = number_bytes(value, size);
  if (order == Order::little) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

Bytes padded(Bytes bytes) {
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

Bytes block(std::size_t type, const Bytes& body, Order order = Order::little) {
  const Bytes size = number(padded(body).size() + 12, 4, order);
  return number(type, 4, order) + size + padded(body) + size;
}

Bytes section(Order order = Order::little) {
  return block(0x0a0d0d0a,
               number(0x1a2b3c4d, 4, order) + number(1, 2, order) + Bytes(2) +
                   Bytes(8, std::byte{0xff}),
               order);
}

Bytes option(std::size_t code, const Bytes& value,
             Order order = Order::little) {
  return number(code, 2, order) + number(value.size(), 2, order) +
         padded(value);
}

Bytes interface(std::size_t link = 101, const Bytes& options = {},
                Order order = Order::little, std::size_t snap_length = 0) {
  return block(1,
               number(link, 2, order) + Bytes(2) +
                   number(snap_length, 4, order) + options,
               order);
}

Bytes enhanced(std::size_t ticks, const Bytes& frame, std::size_t from = 0,
               Order order = Order::little) {
  return block(6,
               number(from, 4, order) + number(ticks >> 32, 4, order) +
                   number(ticks & 0xffffffff, 4, order) +
                   number(frame.size(), 4, order) +
                   number(frame.size(), 4, order) + padded(frame),
               order);
}

Bytes simple(const Bytes& frame, std::size_t whole) {
  return block(3, number(whole, 4, Order::little) + frame);
}

// "1 @48 1000000 A" for each packet: its number, where its block begins, its
// time, and its bytes or why it has none; "bad ..." for the end.
Lines read_all(const Bytes& file) {
  std::istringstream in{
      {reinterpret_cast<const char*>(file.data()), file.size()}};
  Lines lines;
  try {
    CaptureReader reader{in};
    while (const auto packet = reader.next())
      lines.push_back(
          std::to_string(packet->number) + " @" +
          std::to_string(packet->offset) + " " +
          (packet->timed ? std::to_string(packet->nanoseconds) : "-") + " " +
          (packet->reason.empty()
               ? std::string{reinterpret_cast<const char*>(packet->ip.data()),
                             packet->ip.size()}
               : packet->reason));
  } catch (const BadCapture& bad) {
    lines.push_back(std::string{"bad "} + bad.what());
    EXPECT_LE(bad.offset, file.size());
  }
  return lines;
}

const Bytes A = text_bytes("A");
const Bytes B = text_bytes("BBBBB");

TEST(Pcapng, ReadsSectionsOfBothByteOrdersInOneFile) {
  Bytes file;
  for (const Order order : {Order::big, Order::little})
    file = file + section(order) + interface(101, {}, order) +
           enhanced(7, A, 0, order);
  EXPECT_EQ(read_all(file), (Lines{"1 @48 7000 A", "2 @132 7000 A"}));
}

TEST(Pcapng, ASectionForgetsTheInterfacesOfTheOneBefore) {
  EXPECT_EQ(
      read_all(section() + interface() + enhanced(0, A) + section() +
               enhanced(0, B)),
      (Lines{"1 @48 0 A", "bad byte 120: interface 0 has not been described"}));
}

TEST(Pcapng, EachInterfaceHasItsOwnLinkTypeAndClock) {
  const auto clock = [](std::size_t resolution, std::size_t offset) {
    return option(2, text_bytes("name")) +
           option(9, number_bytes(resolution, 1)) +
           option(14, number(offset, 8, Order::little)) + option(0, {});
  };
  const struct {
    std::size_t resolution, offset, ticks;
    std::string expected;
  } cases[] = {
      {6, 0, 1'700'000'000'123'456, "1700000000123456000"},
      {9, 0, 1'700'000'000'123'456'789, "1700000000123456789"},
      {0, 0, 3, "3000000000"},
      {3, 0, 1'001, "1001000000"},
      {12, 0, 1'000'000'001'999, "1000000001"},
      {127, 0, 1'000, "0"},
      {0x80, 0, 3, "3000000000"},
      {0x80 + 10, 0, 1'536, "1500000000"},
      {0x80 + 32, 0, 0x2'4000'0000, "2250000000"},
      {0x80 + 60, 0, 0x3800'0000'0000'0000, "3500000000"},
      {0x80 + 127, 0, 1'000, "0"},
      {6, 100, 1'000'000, "101000000000"},
      {6, static_cast<std::size_t>(-1), 1'000'000, "0"},
      {0, 0, static_cast<std::size_t>(-1), "4600000000000000000"},  // bounded
  };
  for (const auto& c : cases)
    EXPECT_EQ(
        read_all(section() + interface(1) +
                 interface(101, clock(c.resolution, c.offset)) +
                 enhanced(c.ticks, A, 1) +
                 enhanced(5, hex("02020202 02020202 02020202 0806"), 0)),
        (Lines{"1 @100 " + c.expected + " A", "2 @136 5000 not IP (ARP)"}))
        << c.resolution << " " << c.ticks;
}

TEST(Pcapng, ReadsSimpleAndObsoletePacketBlocks) {
  const Bytes obsolete = block(
      2, hex("0000 ffff") + Bytes(4) + number(9, 4, Order::little) +
             number(1, 4, Order::little) + number(1, 4, Order::little) + A);
  // Of a packet of 9 bytes the first 5 were kept: the interface says so.
  EXPECT_EQ(read_all(section() + interface(101, {}, Order::little, 5) +
                     simple(A, 1) + simple(B, 9) + obsolete),
            (Lines{"1 @48 - A", "2 @68 - BBBBB", "3 @92 9000 A"}));
}

TEST(Pcapng, PassesOverBlocksAndOptionsThatItDoesNotKnow) {
  EXPECT_EQ(
      read_all(section() + block(4, B) +
               interface(101, option(2, text_bytes("lo")) + option(77, B)) +
               block(5, Bytes(12)) + enhanced(1, A) +
               block(0x40000001, Bytes(70'000)) + block(0, {}) +
               enhanced(2, B)),
      (Lines{"1 @112 1000 A", "2 @70172 2000 BBBBB"}));
}

TEST(Pcapng, AnInterfaceWhoseLinkIsNotReadDoesNotHideTheOthers) {
  EXPECT_EQ(read_all(section() + interface(105) + interface(101) +
                     enhanced(1, B, 0) + enhanced(2, A, 1)),
            (Lines{"1 @68 1000 of a link type that is not read (105)",
                   "2 @108 2000 A"}));
}

TEST(Pcapng, SaysWhatIsWrongWithAFileAndWhere) {
  const Bytes good = section() + interface() + enhanced(1, A);
  const Lines one = {"1 @48 1000 A"};
  const auto with = [&](std::size_t at, std::size_t value) {
    Bytes file = good;
    const Bytes four = number(value, 4, Order::little);
    std::copy(four.begin(), four.end(),
              file.begin() + static_cast<std::ptrdiff_t>(at));
    return file;
  };
  const struct {
    std::string name;
    Bytes file;
    Lines expected;
  } cases[] = {
      {"no magic",
       with(8, 0x01020304),
       {"bad byte 8: no byte-order magic of pcapng"}},
      {"a length that is no multiple of 4",
       with(52, 35),
       {"bad byte 52: no block has a length of 35 bytes"}},
      {"a length of nothing",
       with(52, 8),
       {"bad byte 52: no block has a length of 8 bytes"}},
      {"a section's length of nothing",
       with(4, 12),
       {"bad byte 4: no block has a length of 12 bytes"}},
      {"another length at the end",
       with(80, 40),
       {"bad byte 80: the block at byte 48 has another length at its end"}},
      {"a block that nobody writes",
       with(52, 0x7ffffffc),
       {"bad byte 52: a block claims 2147483644 bytes, more than 16777216"}},
      {"a packet that is longer than its block",
       with(68, 5),
       {"bad byte 48: the block at byte 48 is shorter than its packet of 5 "
        "bytes"}},
      {"a block too short for a packet",
       good + block(6, Bytes(16)),
       {one[0], "bad byte 84: the block at byte 84 is too short"}},
      {"an interface too short",
       section() + block(1, Bytes(4)),
       {"bad byte 28: the block at byte 28 is too short"}},
      {"an option that is longer than its block",
       section() + interface(101, hex("0900 0500 06000000")),
       {"bad byte 46: an option is longer than its block"}},
      {"an interface that nobody described",
       with(56, 1),
       {"bad byte 56: interface 1 has not been described"}},
  };
  for (const auto& c : cases) EXPECT_EQ(read_all(c.file), c.expected) << c.name;
}

TEST(Pcapng, KeepsWhatCameBeforeTheEndOfAFileThatIsCutShort) {
  const Bytes file = section() + interface() + enhanced(1, A) +
                     block(7, Bytes(8)) + enhanced(2, B);
  for (std::size_t size = 1; size < file.size(); ++size) {
    const Lines lines = read_all(
        {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)});
    const bool whole = size == 28 || size == 48 || size == 84 || size == 104;
    const std::size_t packets = size < 84 ? 0 : 1;
    ASSERT_EQ(lines.size(), packets + (whole ? 0 : 1)) << size;
    if (!whole) {
      const std::string at = "bad byte " + std::to_string(size) + ": ";
      EXPECT_TRUE(lines.back().starts_with(at + "the file ends within"))
          << lines.back();
    }
  }
}

}  // namespace
}  // namespace packet
