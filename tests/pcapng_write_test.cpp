// What is written as pcapng is what the reader of captures reads; tests/annotate.sh
// has tshark read it.
#include "common/packet/pcapng_write.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>
#include <vector>

#include "common/packet/capture.h"

namespace packet {
namespace {

using Bytes = std::vector<std::byte>;

std::string text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes ip(std::size_t size) {
  Bytes bytes(size, std::byte{7});
  bytes[0] = std::byte{0x45};
  return bytes;
}

TEST(PcapngWrite, IsReadAsItWasWritten) {
  constexpr std::int64_t late = 1'790'000'000'123'456'789;
  for (const std::size_t size : {20U, 21U, 22U, 23U, 1500U}) {
    for (const std::string comment : {"", "a", "client: send(8, 5) = 5"}) {
      const std::array<std::pair<Endpoint, std::string>, 1> names = {
          {{{.ipv6 = true}, "client"}}};
      std::istringstream file{text(pcapng_header()) +
                              text(pcapng_names(names)) +
                              text(pcapng_packet(late, ip(size), comment)) +
                              text(pcapng_packet(late + 1, ip(20), ""))};
      CaptureReader reader{file};
      const auto first = reader.next();
      ASSERT_TRUE(first);
      EXPECT_EQ(first->nanoseconds, late);
      EXPECT_EQ(Bytes(first->ip.begin(), first->ip.end()), ip(size));
      const auto second = reader.next();
      ASSERT_TRUE(second);
      EXPECT_EQ(second->nanoseconds, late + 1);
      EXPECT_FALSE(reader.next());
    }
  }
}

TEST(PcapngWrite, KeepsTheBeginningOfALongComment) {
  const Bytes block = pcapng_packet(0, ip(20), std::string(100'000, 'x'));
  EXPECT_LT(block.size(), 5'000U);
  EXPECT_NE(text(block).find(std::string(4'000, 'x')), std::string::npos);
}

}  // namespace
}  // namespace packet
