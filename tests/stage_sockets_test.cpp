// What ss, netstat and sock_diag say of sockets is the same.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/stage/process.h"
#include "common/stage/socket_table.h"
#include "common/stage/tools.h"

namespace stage {
namespace {

// As recorded from net-tools 2.10; addresses of one machine with many connections.
constexpr const char* netstat =
    R"(Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       Timer
tcp        1      0 127.0.0.1:7000          0.0.0.0:*               LISTEN      off (0.00/0/0)
tcp        0      0 127.0.0.1:17000         127.0.0.1:70            ESTABLISHED off (0.00/0/0)
tcp6       0      0 2001:db8::7000:22       2001:db8::1:45270       ESTABLISHED off (0.00/0/0)
tcp        0      1 192.0.2.1:40001         192.0.2.2:7000          SYN_SENT    on (0.85/0/0)
tcp        0      0 192.0.2.2:7000          192.0.2.1:40001         SYN_RECV    on (0.90/0/0)
tcp        0      0 127.0.0.1:40002         127.0.0.1:7000          ESTABLISHED keepalive (7194.33/0/0)
tcp     4096      0 127.0.0.1:7000          127.0.0.1:40002         ESTABLISHED off (0.00/0/0)
tcp        0  25905 127.0.0.1:46412         127.0.0.1:7000          FIN_WAIT1   probe (0.54/0/1)
tcp        0      0 127.0.0.1:40003         127.0.0.1:7000          FIN_WAIT2   timewait (59.31/0/0)
tcp        1      0 127.0.0.1:7000          127.0.0.1:40003         CLOSE_WAIT  off (0.00/0/0)
tcp        0      1 127.0.0.1:7000          127.0.0.1:40004         LAST_ACK    on (0.19/0/0)
tcp        0      1 127.0.0.1:7000          127.0.0.1:40005         CLOSING     on (0.19/0/0)
tcp        0      0 127.0.0.1:40006         127.0.0.1:7000          TIME_WAIT   timewait (27.89/0/0)
tcp6       0      0 :::7000                 :::*                    LISTEN      off (0.00/0/0)
tcp6       0      0 ::1:45268               ::1:7000                ESTABLISHED off (0.00/0/0)
tcp6       0      0 2001:db8::2:7000        2001:db8::1:45268       ESTABLISHED off (0.00/0/0)
)";

std::vector<std::string> lines(const std::vector<Socket>& sockets) {
  std::vector<std::string> lines;
  for (const Socket& s : sockets)
    lines.push_back(s.state + " " + s.unread + " " + s.unacked + " " + s.local +
                    " " + s.peer + (s.timer.empty() ? "" : " " + s.timer));
  return lines;
}

TEST(Sockets, OfNetstatAreInTheWordsOfSs) {
  EXPECT_EQ(
      lines(parse_netstat(netstat, 7000)),
      (std::vector<std::string>{
          "SYN-SENT 0 1 192.0.2.1:40001 192.0.2.2:7000 on 0.85sec",
          "ESTAB 0 0 127.0.0.1:40002 127.0.0.1:7000 keepalive 7194.33sec",
          "FIN-WAIT-2 0 0 127.0.0.1:40003 127.0.0.1:7000 timewait "
          "59.31sec",
          "TIME-WAIT 0 0 127.0.0.1:40006 127.0.0.1:7000 timewait 27.89sec",
          "ESTAB 0 0 [::1]:45268 [::1]:7000",
          "FIN-WAIT-1 0 25905 127.0.0.1:46412 127.0.0.1:7000 persist "
          "0.54sec",
          "ESTAB 4096 0 127.0.0.1:7000 127.0.0.1:40002",
          "CLOSE-WAIT 1 0 127.0.0.1:7000 127.0.0.1:40003",
          "LAST-ACK 0 1 127.0.0.1:7000 127.0.0.1:40004 on 0.19sec",
          "CLOSING 0 1 127.0.0.1:7000 127.0.0.1:40005 on 0.19sec",
          "SYN-RECV 0 0 192.0.2.2:7000 192.0.2.1:40001 on 0.90sec",
          "ESTAB 0 0 [2001:db8::2]:7000 [2001:db8::1]:45268"}));
}

TEST(Sockets, StandThereOnceThoughNetstatHasReadThemTwice) {
  const std::string text{netstat};
  const auto twice = parse_netstat(text + text, 7000);
  EXPECT_EQ(lines(twice), lines(parse_netstat(text, 7000)));
}

TEST(Sockets, OfSsAreThoseWithThePortAndNoListeners) {
  EXPECT_EQ(
      lines(parse_ss("LISTEN 0 4096 127.0.0.1:7000 0.0.0.0:*\n"
                     "ESTAB 0 0 127.0.0.1:17000 127.0.0.1:70\n"
                     "TIME-WAIT 0 0 127.0.0.1:40002 127.0.0.1:7000 "
                     "timer:(timewait,59sec,0)\n"
                     "ESTAB 5 0 127.0.0.1:7000 127.0.0.1:40001 "
                     "timer:(keepalive,119min,0) users:((\"x\",pid=1,fd=3))\n"
                     "SYN-SENT 0 1 [::1]:40000 [::1]:7000 timer:(on,200ms,3)\n",
                     7000)),
      (std::vector<std::string>{
          "SYN-SENT 0 1 [::1]:40000 [::1]:7000 on 200ms",
          "TIME-WAIT 0 0 127.0.0.1:40002 127.0.0.1:7000 timewait 59sec",
          "ESTAB 5 0 127.0.0.1:7000 127.0.0.1:40001 keepalive 119min"}));
}

TEST(Sockets, HaveTimersInTheWordsOfSs) {
  EXPECT_EQ(timer_words(200), "200ms");
  EXPECT_EQ(timer_words(7), "007ms");
  EXPECT_EQ(timer_words(1000), "1sec");
  EXPECT_EQ(timer_words(2345), "2.345ms");
  EXPECT_EQ(timer_words(59'900), "59sec");
  EXPECT_EQ(timer_words(60'000), "1min");
  EXPECT_EQ(timer_words(61'500), "1min1sec");
  EXPECT_EQ(timer_words(7'199'000), "119min");
  EXPECT_EQ(timer_words(0), "");
}

// A connection over loopback, with 5 bytes unread, and one more whose ends are
// closed.
struct Meeting {
  explicit Meeting(const std::string& host) {
    const Address here = resolve(host, "0");
    listener = Fd{::socket(here.family(), SOCK_STREAM, 0)};
    if (::bind(listener.get(), here.get(), here.size()) != 0) return;
    ::listen(listener.get(), 8);
    const Address there = local_address(listener.get());
    port = there.port();
    // A listener of both families is called by IPv4.
    const Address called =
        host == "::" ? resolve("127.0.0.1", std::to_string(port)) : there;
    for (Fd* client : {&open, &closing}) {
      *client = Fd{::socket(called.family(), SOCK_STREAM, 0)};
      ::connect(client->get(), called.get(), called.size());
    }
    for (Fd* server : {&peer, &closing_peer})
      *server = Fd{::accept(listener.get(), nullptr, nullptr)};
    ::send(open.get(), "hello", 5, MSG_NOSIGNAL);
    closing = Fd{};
    closing_peer = Fd{};
  }
  Fd listener, open, closing, peer, closing_peer;
  int port = 0;
};

// Less the time of a timer, which passes; and until no ACK is on its way.
std::vector<Socket> at_rest(const std::vector<Socket>& sockets) {
  std::vector<Socket> rest = sockets;
  for (Socket& s : rest) s.timer = s.timer.substr(0, s.timer.find(' '));
  return rest;
}

// As long as the machine is busy, one may be asked before a change and the other
// after it.
template <typename Ask>
void expect_the_same(const Meeting& meeting, Ask ask) {
  const SocketDump kernel;
  std::vector<Socket> dumped;
  std::vector<Socket> told;
  for (int tries = 0; tries < 20; ++tries) {
    dumped = at_rest(kernel.take(meeting.port));
    told = at_rest(ask(meeting.port));
    if (dumped == told) break;
  }
  EXPECT_EQ(lines(dumped), lines(told));
  ASSERT_EQ(dumped.size(), 3U);
  const auto in = [&](std::string_view state) {
    return std::count_if(dumped.begin(), dumped.end(),
                         [&](const Socket& s) { return s.state == state; });
  };
  EXPECT_EQ(in("ESTAB"), 2);
  EXPECT_EQ(in("TIME-WAIT"), 1);
  EXPECT_EQ(std::count_if(dumped.begin(), dumped.end(),
                          [](const Socket& s) { return s.unread == "5"; }),
            1);
}

class Both : public testing::TestWithParam<const char*> {};

TEST_P(Both, TheKernelSaysWhatSsSays) {
  if (!has_tool("ss")) GTEST_SKIP() << "ss is missing";
  const Meeting meeting{GetParam()};
  if (meeting.port == 0) GTEST_SKIP() << "no " << GetParam() << " here";
  expect_the_same(meeting, [](int port) {
    return parse_ss(output_of({.arguments = {"ss", "-Htano"}}), port);
  });
}

TEST_P(Both, TheKernelSaysWhatNetstatSays) {
  if (!has_tool("netstat")) GTEST_SKIP() << "netstat is missing";
  const Meeting meeting{GetParam()};
  if (meeting.port == 0) GTEST_SKIP() << "no " << GetParam() << " here";
  expect_the_same(meeting, [](int port) {
    return parse_netstat(output_of({.arguments = {"netstat", "-tanWo"}}), port);
  });
}

INSTANTIATE_TEST_SUITE_P(Sockets, Both,
                         testing::Values("127.0.0.1", "::1", "::"),
                         [](const auto& which) {
                           return std::string{"IPv4IPv6Both"}.substr(
                               4 * which.index, 4);
                         });

TEST(Ports, ThatAreInUseArePassedOver) {
  EXPECT_EQ(next_free_port(20000, ""), 20101);
  EXPECT_EQ(next_free_port(31999, ""), 20100);
  // 20101 is 4E85: at the local end, and at the peer's.
  EXPECT_EQ(next_free_port(20000, "0: 0100007F:4E85 00000000:0000 0A"), 20202);
  EXPECT_EQ(next_free_port(20000, "0: 0100007F:8000 0100007F:4E85 01"), 20202);
}

TEST(FreePort, IsOfOnePlayAtATime) {
  const FreePort first = find_free_port(20000);
  const FreePort second = find_free_port(20000);
  EXPECT_NE(first.number, second.number);
}

}  // namespace
}  // namespace stage
