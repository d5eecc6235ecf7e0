#include "common/host/signals.h"

#include <gtest/gtest.h>
#include <poll.h>

namespace host {
namespace {

TEST(Signals, WaitUntilTheyAreReadAndEndNoProgram) {
  const Signals signals{SIGUSR1, SIGUSR2};
  pollfd watched{signals.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&watched, 1, 0), 0);
  EXPECT_EQ(signals.next(), 0);
  ASSERT_EQ(::raise(SIGUSR2), 0);
  EXPECT_EQ(::poll(&watched, 1, 0), 1);
  EXPECT_EQ(signals.next(), SIGUSR2);
  EXPECT_EQ(signals.next(), 0);
}

}  // namespace
}  // namespace host
