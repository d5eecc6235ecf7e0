// What TCP has counted, from the text of /proc/net/netstat.
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
      {"TcpExt: A\nTcpExt: 1\nIpExt: A\nIpExt: 5\n", {{"A", 1}}},
      {"IpExt: A\nIpExt: 5\nTcpExt: A\nTcpExt: 1\n", {{"A", 1}}},
      {"TcpExt: A B\nTcpExt: 1\n", {{"A", 1}}},
      {"TcpExt: A B\nTcpExt: 1 x\n", {{"A", 1}}},
      {"TcpExt: A\nTcpExt: 1 2\n", {{"A", 1}}},
      {"TcpExt: A\nIpExt: 1\n", {}},
      {"TcpExt: A\n", {}},
      {"", {}}};
  for (const auto& [text, counters] : cases)
    EXPECT_EQ(parse_counters(text), counters) << text;
}

TEST(Counters, OfThisKernelHaveTheListeners) {
  EXPECT_TRUE(read_counters(open_counters()).contains("ListenOverflows"));
}

TEST(Counters, HaveMovedIfTheyAreHigher) {
  const Counters before = {{"A", 1}, {"B", 2}, {"C", 3}};
  EXPECT_EQ(moved(before, {{"A", 1}, {"B", 5}, {"C", 2}, {"D", 4}, {"E", 0}}),
            (Counters{{"B", 3}, {"D", 4}}));
}

}  // namespace
}  // namespace host
