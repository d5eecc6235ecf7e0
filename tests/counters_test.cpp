// What the kernel has counted, from the texts of /proc/net.
#include "common/host/counters.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace host {
namespace {

TEST(Counters, AreTheValuesBelowTheirNames) {
  const std::vector<std::pair<std::string, Counters>> cases = {
      {"TcpExt: A B\nTcpExt: 1 -2\n", {{"A", 1}, {"B", -2}}},
      {"TcpExt: A\nTcpExt: 1\nIpExt: A\nIpExt: 5\n", {{"A", 1}, {"IpExtA", 5}}},
      {"Ip: A\nIp: 5\nTcpExt: A\nTcpExt: 1\n", {{"A", 1}, {"IpA", 5}}},
      {"Ip A\nIp 5\n", {}},
      {"TcpExt: A B\nTcpExt: 1\n", {{"A", 1}}},
      {"TcpExt: A B\nTcpExt: 1 x\n", {{"A", 1}}},
      {"TcpExt: A\nTcpExt: 1 2\n", {{"A", 1}}},
      {"TcpExt: A\nIpExt: 1\n", {}},
      {"TcpExt: A\n", {}},
      {"", {}}};
  for (const auto& [text, counters] : cases)
    EXPECT_EQ(parse_counters(text), counters) << text;
}

TEST(Counters, OfIpv6AreALineEach) {
  EXPECT_EQ(
      parse_ipv6_counters("Ip6InReceives   \t 5\nUdp6NoPorts\t0\nA\nB x\n"),
      (Counters{{"Ip6InReceives", 5}, {"Udp6NoPorts", 0}}));
  EXPECT_EQ(parse_ipv6_counters(""), Counters{});
}

TEST(Counters, OfADeviceAreWhatItCouldNotTake) {
  EXPECT_EQ(parse_devices("Inter-|   Receive\n face |bytes packets\n"
                          "  wire:  100  2 3 4 0 0\nlo:1 2 5 6 7\nx: 1 2 3\n"),
            (Counters{{"wire:rx_errors", 3},
                      {"wire:rx_dropped", 4},
                      {"lo:rx_errors", 5},
                      {"lo:rx_dropped", 6}}));
}

TEST(Counters, OfMartiansAreTheSumOfAllProcessors) {
  EXPECT_EQ(
      parse_martians("entries  in_martian_src\n00 0000000f\n01 00000001\n"),
      (Counters{{"rt_cache:in_martian_src", 16}}));
  EXPECT_EQ(parse_martians(""), Counters{});
}

TEST(Counters, OfThisKernelReachFromTheDeviceToUdp) {
  const Counters counters = read_all_counters();
  for (const char* name : {"ListenOverflows", "IpInHdrErrors", "UdpNoPorts",
                           "IpExtInTruncatedPkts", "lo:rx_dropped"})
    EXPECT_TRUE(counters.contains(name)) << name;
}

TEST(Counters, HaveMovedIfTheyAreHigher) {
  const Counters before = {{"A", 1}, {"B", 2}, {"C", 3}};
  EXPECT_EQ(moved(before, {{"A", 1}, {"B", 5}, {"C", 2}, {"D", 4}, {"E", 0}}),
            (Counters{{"B", 3}, {"D", 4}}));
}

}  // namespace
}  // namespace host
