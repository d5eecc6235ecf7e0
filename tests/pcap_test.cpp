// Capture files: of either byte order, with micro- or nanoseconds, from each
// kind of link; and files that are none, or end too early.
#include "common/observe/pcap.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/packets.h"

namespace observe {
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
    PcapReader reader{in};
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
      PcapReader reader{in};
      const auto packet = reader.next();
      ASSERT_TRUE(packet) << little << nano;
      EXPECT_EQ(packet->nanoseconds,
                1'700'000'000'000'000'000 + (nano ? 123'456 : 123'456'000));
      EXPECT_EQ(as_text({packet->ip.begin(), packet->ip.end()}), "IP");
      EXPECT_FALSE(reader.next());
      EXPECT_FALSE(reader.next()) << "the end stays the end";
    }
}

TEST(Pcap, FindsTheIpPacketBehindEachKindOfLink) {
  const std::string ethernet = "0200 00000001 0200 00000002 ";
  const struct {
    std::string name;
    std::size_t link;
    std::string before;
    std::string expected;
  } cases[] = {
      {"raw IP", 101, "", "IP"},
      {"raw IP of BSD", 12, "", "IP"},
      {"raw IP of OpenBSD", 14, "", "IP"},
      {"Ethernet, IPv4", 1, ethernet + "0800", "IP"},
      {"Ethernet, IPv6", 1, ethernet + "86dd", "IP"},
      {"Ethernet, ARP", 1, ethernet + "0806", "not IP"},
      {"Ethernet, a VLAN", 1, ethernet + "8100 0007 0800", "IP"},
      {"Ethernet, ARP in a VLAN", 1, ethernet + "8100 0007 0806", "not IP"},
      {"Ethernet, with the length of its checksum", 0x2400'0001,
       ethernet + "0800", "IP"},
      {"loopback, IPv4 from a little machine", 0, "02000000", "IP"},
      {"loopback, IPv4 from a big one", 0, "00000002", "IP"},
      {"loopback, IPv6 of NetBSD", 0, "18000000", "IP"},
      {"loopback, IPv6 of FreeBSD", 0, "1c000000", "IP"},
      {"loopback, IPv6 of Darwin", 0, "1e000000", "IP"},
      {"loopback, AppleTalk", 0, "10000000", "not IP"},
      {"loopback of OpenBSD", 108, "00000002", "IP"},
      {"Linux cooked, IPv4", 113, "0000 0304 0006 000000000000 0000 0800",
       "IP"},
      {"Linux cooked, IPv6", 113, "0004 0001 0006 0200 00000001 0000 86dd",
       "IP"},
      {"Linux cooked, ARP", 113, "0000 0304 0006 000000000000 0000 0806",
       "not IP"},
      {"Linux cooked 2, IPv4", 276,
       "0800 0000 00000001 0304 00 06 0000000000000000", "IP"},
      {"Linux cooked 2, IPv6", 276,
       "86dd 0000 00000001 0304 04 06 0000000000000000", "IP"},
      {"Linux cooked 2, ARP", 276,
       "0806 0000 00000001 0304 04 06 0000000000000000", "not IP"},
  };
  for (const auto& c : cases) {
    const Bytes frame = hex(c.before) + text_bytes("IP");
    EXPECT_EQ(read_all(file_header(c.link) + record(frame)),
              Lines{"1 @24 " + c.expected})
        << c.name;
    for (std::size_t size = 0; size < hex(c.before).size(); ++size) {
      const Bytes cut{frame.begin(), frame.begin() + static_cast<long>(size)};
      const auto lines = read_all(file_header(c.link) + record(cut));
      // A frame of 14 bytes has its type; only a tag needs more.
      const bool typed = c.expected == "not IP" && lines[0] == "1 @24 not IP";
      EXPECT_TRUE(typed || lines == Lines{"1 @24 cut short in its link header"})
          << c.name << " " << size << " " << lines[0];
    }
  }
}

TEST(Pcap, GivesThePacketsInTheirOrderAndGoesOnAfterOneThatIsNoIp) {
  EXPECT_EQ(read_all(file_header(0) + record(hex("02000000 41")) +
                     record(hex("10000000 42")) + record({}) +
                     record(hex("02000000 44"))),
            (Lines{"1 @24 A", "2 @45 not IP",
                   "3 @66 cut short in its link header", "4 @82 D"}));
}

TEST(Pcap, SaysWhatIsWrongWithAFileAndWhere) {
  const Bytes good = file_header(101) + record(text_bytes("IP"));
  Bytes greedy = file_header(101) + record({});
  std::copy_n(four(262145, true).begin(), 4, greedy.begin() + 32);
  Bytes pcapng = hex("0a0d0d0a") + Bytes(24);
  const struct {
    std::string name;
    Bytes file;
    Lines expected;
  } cases[] = {
      {"empty", {}, {"bad byte 0: the file is empty"}},
      {"text",
       text_bytes("This is a text, and no capture."),
       {"bad byte 0: no pcap file"}},
      {"pcapng",
       pcapng,
       {"bad byte 0: pcapng, which this program does not read: editcap -F "
        "pcap OLD NEW turns it into pcap"}},
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
       {"bad byte 41: the file ends within packet 1: 1 of 2 bytes"}},
      {"no packet behind its header",
       Bytes{good.begin(), good.end() - 2},
       {"bad byte 40: the file ends before packet 1's bytes"}},
      {"a size that nobody captures",
       good + Bytes{greedy.begin() + 24, greedy.end()},
       {"1 @24 IP",
        "bad byte 50: packet 2 claims 262145 bytes, more than 262144"}},
  };
  for (const auto& c : cases) EXPECT_EQ(read_all(c.file), c.expected) << c.name;
}

TEST(Pcap, ReadsBackWhatItWritesToTheMicrosecond) {
  const Bytes ip = text_bytes("IP");
  for (const double seconds : {0.0, 1'700'000'000.25, 1'700'000'000.999'999}) {
    std::istringstream in{as_text(pcap_header() + pcap_record(seconds, ip))};
    PcapReader reader{in};
    const auto packet = reader.next();
    ASSERT_TRUE(packet);
    EXPECT_NEAR(static_cast<double>(packet->nanoseconds), seconds * 1e9, 1000);
    EXPECT_EQ(as_text({packet->ip.begin(), packet->ip.end()}), "IP");
  }
}

}  // namespace
}  // namespace observe
