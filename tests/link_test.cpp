// What stands before an IP packet, for each kind of link; and what is no IP.
#include "common/packet/link.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/packets.h"

namespace packet {
namespace {

const std::string ethernet = "0200 00000001 0200 00000002 ";
const std::string cooked = "0000 0304 0006 000000000000 0000 ";

// The packet as text, or why there is none.
std::string read(std::uint32_t link, const Bytes& frame) {
  const auto [ip, reason] = unwrap(link, frame);
  return reason.empty()
             ? std::string{reinterpret_cast<const char*>(ip.data()), ip.size()}
             : reason;
}

struct Case {
  std::string name;
  std::uint32_t link;
  std::string before;
};

// "E" is 0x45, as an IPv4 packet begins.
TEST(Link, FindsTheIpPacketBehindEachKindOfLink) {
  const Case cases[] = {
      {"raw IP", 101, ""},
      {"raw IP of BSD", 12, ""},
      {"raw IP of OpenBSD", 14, ""},
      {"IPv4", 228, ""},
      {"IPv6", 229, ""},
      {"Ethernet, IPv4", 1, ethernet + "0800"},
      {"Ethernet, IPv6", 1, ethernet + "86dd"},
      {"a VLAN", 1, ethernet + "8100 0007 0800"},
      {"a VLAN of a provider", 1, ethernet + "88a8 0007 8100 0008 0800"},
      {"three VLANs", 1, ethernet + "9100 0007 8100 0008 8100 0009 86dd"},
      {"PPPoE, IPv4", 1, ethernet + "8864 1100 0001 0004 0021"},
      {"PPPoE, IPv6", 1, ethernet + "8864 1100 0001 0004 0057"},
      {"PPPoE in a VLAN", 1, ethernet + "8100 0007 8864 1100 0001 0004 0021"},
      {"one MPLS label", 1, ethernet + "8847 00010140"},
      {"three MPLS labels", 1, ethernet + "8848 00010040 00011040 00012140"},
      {"SNAP", 1, ethernet + "0020 aaaa03 000000 0800"},
      {"SNAP in a VLAN", 1, ethernet + "8100 0007 0020 aaaa03 000000 86dd"},
      {"loopback, IPv4 from a little machine", 0, "02000000"},
      {"loopback, IPv4 from a big one", 0, "00000002"},
      {"loopback, IPv6 of NetBSD", 0, "18000000"},
      {"loopback, IPv6 of FreeBSD", 0, "1c000000"},
      {"loopback, IPv6 of Darwin", 0, "1e000000"},
      {"loopback of OpenBSD", 108, "00000002"},
      {"PPP", 9, "0021"},
      {"PPP, as in HDLC", 50, "ff03 0057"},
      {"PPP, compressed", 9, "21"},
      {"Linux cooked, IPv4", 113, cooked + "0800"},
      {"Linux cooked, IPv6", 113, cooked + "86dd"},
      {"Linux cooked, a VLAN", 113, cooked + "8100 0007 0800"},
      {"Linux cooked, LLC", 113, cooked + "0004 aaaa03 000000 0800"},
      {"Linux cooked 2, IPv4", 276,
       "0800 0000 00000001 0304 00 06 0000000000000000"},
      {"Linux cooked 2, IPv6", 276,
       "86dd 0000 00000001 0304 04 06 0000000000000000"},
  };
  for (const auto& [name, link, before] : cases) {
    EXPECT_TRUE(knows_link(link)) << name;
    const Bytes frame = hex(before) + text_bytes("E, IP");
    EXPECT_EQ(read(link, frame), "E, IP") << name;
    for (std::size_t size = 0; size < hex(before).size(); ++size)
      EXPECT_EQ(read(link, {frame.begin(),
                            frame.begin() + static_cast<std::ptrdiff_t>(size)}),
                "cut short in the link header")
          << name << " " << size;
  }
}

TEST(Link, NamesWhatIsNoIp) {
  const struct {
    std::string expected;
    std::uint32_t link;
    std::string frame;
  } cases[] = {
      {"not IP (ARP)", 1, ethernet + "0806"},
      {"not IP (ARP)", 1, ethernet + "8100 0007 0806"},
      {"not IP (ARP)", 113, cooked + "0806"},
      {"not IP (ARP)", 276, "0806 0000 00000001 0304 04 06 0000000000000000"},
      {"not IP (LLDP)", 1, ethernet + "88cc"},
      {"not IP (PPPoE discovery)", 1, ethernet + "8863 1109 0000 0000"},
      {"not IP (PPP 0xc021)", 1, ethernet + "8864 1100 0001 0002 c021"},
      {"not IP (spanning tree)", 1, ethernet + "0003 424203"},
      {"not IP (LLC 0xf0f0)", 1, ethernet + "0003 f0f003"},
      {"not IP (SNAP of an organisation)", 1,
       ethernet + "0008 aaaa03 00000c 2000"},
      {"not IP (ARP)", 1, ethernet + "0008 aaaa03 000000 0806"},
      {"not IP (MPLS with something else)", 1, ethernet + "8847 00010140 0000"},
      {"not IP (EtherType 0x88b5)", 1, ethernet + "88b5"},
      {"not IP (address family 16)", 0, "10000000"},
      {"of a link type that is not read (105)", 105, "0800"},
  };
  for (const auto& [expected, link, frame] : cases)
    EXPECT_EQ(read(link, hex(frame)), expected);
  EXPECT_FALSE(knows_link(105));
}

}  // namespace
}  // namespace packet
