// Capture files: of either byte order, with micro- or nanoseconds, from each
// kind of link; and files that are none, or end too early.
#include "common/packet/pcap.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "common/packet/capture.h"
#include "tests/packets.h"

namespace packet {
namespace {

std::string as_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A number of four bytes as a machine of that byte order writes it.
Bytes four(std::size_t value, bool little) {
  Bytes bytes = number_bytes(value, 4);
  if (little) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

Bytes file_header(std::size_t link, std::size_t magic = 0xa1b2c3d4,
                  bool little = true) {
  return four(magic, little) + (little ? hex("0200 0400") : hex("0002 0004")) +
         Bytes(8) + four(262144, little) + four(link, little);
}

Bytes record(const Bytes& frame, std::size_t fraction = 0, bool little = true) {
  return four(1'700'000'000, little) + four(fraction, little) +
         four(frame.size(), little) + four(frame.size(), little) + frame;
}

// "1 @24 IP_BYTES" or "1 @24 REASON" of each packet, "bad ..." for the end.
std::vector<std::string> read_all(const Bytes& file) {
  std::istringstream in{as_text(file)};
  std::vector<std::string> lines;
  try {
    CaptureReader reader{in};
    while (const auto packet = reader.next())
      lines.push_back(
          std::to_string(packet->number) + " @" +
          std::to_string(packet->offset) + " " +
          (packet->reason.empty()
               ? std::string{reinterpret_cast<const char*>(packet->ip.data()),
                             packet->ip.size()}
               : packet->reason));
  } catch (const BadCapture& bad) {
    lines.push_back(std::string{"bad "} + bad.what());
    EXPECT_TRUE(lines.back().starts_with("bad byte " +
                                         std::to_string(bad.offset) + ":"));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Pcap, ReadsBothByteOrdersAndBothUnitsOfTime) {
  for (const bool little : {true, false})
    for (const bool nano : {true, false}) {
      std::istringstream in{
          as_text(file_header(101, nano ? 0xa1b23c4d : 0xa1b2c3d4, little) +
                  record(text_bytes("IP"), 123'456, little))};
      CaptureReader reader{in};
      const auto packet = reader.next();
      ASSERT_TRUE(packet) << little << nano;
      EXPECT_EQ(packet->nanoseconds,
                1'700'000'000'000'000'000 + (nano ? 123'456 : 123'456'000));
      EXPECT_EQ(as_text({packet->ip.begin(), packet->ip.end()}), "IP");
      EXPECT_FALSE(reader.next());
      EXPECT_FALSE(reader.next()) << "the end stays the end";
    }
}

TEST(Pcap, GivesThePacketsInTheirOrderAndGoesOnAfterOneThatIsNoIp) {
  EXPECT_EQ(read_all(file_header(0) + record(hex("02000000 41")) +
                     record(hex("10000000 42")) + record({}) +
                     record(hex("02000000 44"))),
            (Lines{"1 @24 A", "2 @45 not IP (address family 16)",
                   "3 @66 cut short in the link header", "4 @82 D"}));
}

TEST(Pcap, SaysWhatIsWrongWithAFileAndWhere) {
  const Bytes good = file_header(101) + record(text_bytes("IP"));
  Bytes greedy = file_header(101) + record({});
  std::copy_n(four(262145, true).begin(), 4, greedy.begin() + 32);
  const struct {
    std::string name;
    Bytes file;
    Lines expected;
  } cases[] = {
      {"empty", {}, {"bad byte 0: the file is empty"}},
      {"half a header",
       Bytes{good.begin(), good.begin() + 12},
       {"bad byte 12: the file ends within its header: 12 of 24 bytes"}},
      {"an unknown link",
       file_header(105),
       {"bad byte 20: an unknown link type, 105"}},
      {"half a record's header",
       good + Bytes(7),
       {"1 @24 IP",
        "bad byte 49: the file ends within the header of packet 2: 7 of 16 "
        "bytes"}},
      {"half a packet",
       Bytes{good.begin(), good.end() - 1},
       {"bad byte 41: the file ends within packet 1 and its header: 17 of 18 "
        "bytes"}},
      {"no packet behind its header",
       Bytes{good.begin(), good.end() - 2},
       {"bad byte 40: the file ends within packet 1 and its header: 16 of 18 "
        "bytes"}},
      {"a size that nobody captures",
       good + Bytes{greedy.begin() + 24, greedy.end()},
       {"1 @24 IP",
        "bad byte 50: packet 2 claims 262145 bytes, more than 262144"}},
  };
  for (const auto& c : cases) EXPECT_EQ(read_all(c.file), c.expected) << c.name;
}

// 0xa1b2cd34: the device, the protocol and the direction follow each length.
TEST(Pcap, ReadsTheModifiedPcapOfAnOldLinux) {
  const Bytes head = record(text_bytes("IP"));
  const Bytes modified =
      Bytes{head.begin(), head.begin() + 16} + Bytes(8) + text_bytes("IP");
  EXPECT_EQ(read_all(file_header(101, 0xa1b2cd34) + modified + modified),
            (Lines{"1 @24 IP", "2 @50 IP"}));
}

TEST(Pcap, ReadsBackWhatItWritesToTheMicrosecond) {
  const Bytes ip = text_bytes("IP");
  for (const double seconds : {0.0, 1'700'000'000.25, 1'700'000'000.999'999}) {
    std::istringstream in{as_text(pcap_header() + pcap_record(seconds, ip))};
    CaptureReader reader{in};
    const auto packet = reader.next();
    ASSERT_TRUE(packet);
    EXPECT_NEAR(static_cast<double>(packet->nanoseconds), seconds * 1e9, 1000);
    EXPECT_EQ(as_text({packet->ip.begin(), packet->ip.end()}), "IP");
  }
}

}  // namespace
}  // namespace packet
