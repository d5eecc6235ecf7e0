// A wait of this process itself, as it is told when it returns.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <variant>
#include <vector>

#include "common/calls/waiting.h"
#include "common/socket/fd.h"

namespace calls {
namespace {

class WaitingTest : public testing::Test {
 protected:
  WaitingTest() { sockets.at(thread.id, socket.get())->used = true; }

  // A poll that has begun at 1 s and finds this ready.
  void poll(std::vector<pollfd> found) {
    OpenCall wait{
        .call = {.number = SYS_poll,
                 .arguments = {reinterpret_cast<std::uintptr_t>(found.data()),
                               found.size()}},
        .kind = Kind::waits,
        .name = "poll",
        .t = 1};
    waiting.begins(thread, wait);
    if (lasts) waiting.lasts(thread, wait);
    waiting.returns(thread, wait, static_cast<long long>(found.size()));
  }

  const Fd socket{::socket(AF_INET, SOCK_STREAM, 0)};
  const Fd file{::open("/dev/null", O_RDONLY)};
  bool lasts = false;
  std::vector<trace::Event> events;
  Lane lane{trace::Host::server,
            [this](const trace::Event& event) { events.push_back(event); }};
  Thread thread{.id = ::getpid(),
                .process = std::make_shared<Process>(
                    Process{.id = ::getpid(), .program = "p", .threads = 1})};
  Sockets sockets;
  Waiting waiting{sockets, lane};
};

TEST_F(WaitingTest, OneThatIsToldWhenItReturnsHasTheTimeOfThat) {
  const double before = now();
  poll({{socket.get(), POLLIN, POLLIN}});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_GE(std::get<trace::Call>(events[0]).t, before);
}

TEST_F(WaitingTest, OneThatLastsHasTheTimeAtWhichItBegan) {
  lasts = true;
  poll({{socket.get(), POLLIN, POLLIN}});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<trace::Call>(events[0]).t, 1);
}

TEST_F(WaitingTest, WhatIsNoSocketOfOursHasNoEvents) {
  poll({{socket.get(), POLLIN, POLLIN}, {file.get(), POLLIN, POLLIN}});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<trace::Return>(events[1]).text,
            std::to_string(socket.get()) + " POLLIN, " +
                std::to_string(file.get()) + " other");
}

}  // namespace
}  // namespace calls
