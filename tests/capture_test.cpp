// A capture by its name: what is no capture is named, with its cure; the clock
// of a capture; and what is passed over.
#include "common/packet/capture.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "common/packet/capture_clock.h"
#include "common/packet/passed_over.h"

namespace packet {
namespace {

std::string refusal(const std::string& bytes) {
  std::istringstream file{bytes};
  try {
    CaptureReader reader{file, "x"};
  } catch (const BadCapture& bad) {
    return bad.what();
  }
  return "";
}

TEST(Capture, SaysWhatAFileIsThatIsNone) {
  const std::string program = program_invocation_short_name;
  EXPECT_EQ(refusal(""), "byte 0: the file is empty");
  EXPECT_EQ(refusal("\n\n"),
            "byte 2: the file ends within its first number: 2 of 4 bytes");
  EXPECT_EQ(refusal("This is a text."),
            "byte 0: text, and no capture: tcpdump -w FILE writes one");
  EXPECT_EQ(refusal("{\"t\":0.000000,\"event\":\"note\",\"text\":\"hello\"}\n"),
            "byte 0: a trace, and no capture: ladder --read x");
  EXPECT_EQ(
      refusal("\x1f\x8b\x08\x02"),
      "byte 0: compressed with gzip: gunzip -c x | " + program + " --read -");
  EXPECT_EQ(
      refusal("\x28\xb5\x2f\xfd"),
      "byte 0: compressed with zstd: zstd -dc x | " + program + " --read -");
  EXPECT_EQ(refusal("\x7f"
                    "ELF"),
            "byte 0: neither pcap nor pcapng: editcap x NEW.pcapng converts "
            "what Wireshark reads");
}

TEST(Capture, SaysThatADirectoryIsOne) {
  try {
    CaptureFile file{"/"};
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "/: a directory: name a capture in it");
  }
}

// The times of packets in nanoseconds, -1 for none; "T REMARK" of each.
std::vector<std::string> read_clock(const std::vector<std::int64_t>& times) {
  CaptureClock clock;
  std::vector<std::string> lines;
  for (const std::int64_t time : times) {
    Captured packet;
    packet.nanoseconds = time;
    packet.timed = time >= 0;
    std::ostringstream line;
    line << clock.read(packet);
    if (!clock.remark().empty()) line << " " << clock.remark();
    lines.push_back(line.str());
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(CaptureClock, GoesOnFromWhereAClockWasSetBackAndSaysItOnce) {
  constexpr std::int64_t ms = 1'000'000;
  EXPECT_EQ(read_clock({100'000 * ms, 100'002 * ms, 95'000 * ms, 95'001 * ms,
                        80'000 * ms, 80'500 * ms}),
            (Lines{"0", "0.002", "0.002 the clock went back 5.002 s", "0.003",
                   "0.003", "0.503"}));
}

TEST(CaptureClock, StandsStillWhileTwoInterfacesDisagreeALittle) {
  EXPECT_EQ(read_clock({5'000'000, 7'000'000, 6'000'000, 6'500'000, 8'000'000}),
            (Lines{"0", "0.002", "0.002 the clock went back 0.001 s", "0.002",
                   "0.003"}));
  EXPECT_EQ(read_clock({12, 0})[1], "0 the clock went back 0.000000012 s");
}

TEST(CaptureClock, GivesPacketsWithoutATimeThatOfTheOneBefore) {
  EXPECT_EQ(read_clock({-1, -1, 5'000'000, 6'000'000, -1}),
            (Lines{"0 packets without a time: the capture has none", "0", "0",
                   "0.001", "0.001"}));
}

TEST(PassedOver, CountsAndNames) {
  PassedOver passed_over;
  passed_over.add(3, "not IP (ARP)");
  passed_over.add(7, "UDP");
  passed_over.add(9, "not IP (ARP)");
  std::ostringstream out;
  passed_over.tell(out, "sniff");
  EXPECT_EQ(out.str(),
            "sniff: 1 packet is UDP: packet 7\n"
            "sniff: 2 packets are not IP (ARP); the first is packet 3\n");
}

}  // namespace
}  // namespace packet
