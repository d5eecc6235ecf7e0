// What the stops of a thread say of its calls.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>
#include <utility>

#include "common/calls/thread.h"

namespace calls {
namespace {

constexpr long long restarts = -512;        // ERESTARTSYS
constexpr long long restarts_block = -516;  // ERESTART_RESTARTBLOCK

OpenCall call(long number, std::uint64_t fd = 3, std::uint64_t stack = 1000) {
  return {.call = {.number = number, .arguments = {fd}}, .stack = stack};
}

Thread within(OpenCall made) {
  Thread thread;
  thread.call = std::move(made);
  return thread;
}

TEST(Thread, StopsAtTheReturnOfACallThatItHas) {
  Thread thread = within(call(SYS_recvfrom));
  EXPECT_TRUE(thread.stops_at_return());
  const auto back = thread.returned(5);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->call.number, SYS_recvfrom);
  EXPECT_FALSE(thread.stops_at_return());
}

TEST(Thread, ACallThatTheKernelMakesAgainIsTheSame) {
  Thread thread = within(call(SYS_recvfrom));
  EXPECT_FALSE(thread.returned(restarts));
  EXPECT_FALSE(thread.call);
  EXPECT_TRUE(thread.goes_on_with(call(SYS_recvfrom)));
  EXPECT_TRUE(thread.returned(5));
}

TEST(Thread, RestartSyscallGoesOnWithAPoll) {
  Thread thread = within(call(SYS_ppoll));
  EXPECT_FALSE(thread.returned(restarts_block));
  EXPECT_TRUE(thread.goes_on_with(call(SYS_restart_syscall, 0)));
  const auto back = thread.returned(1);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->call.number, SYS_ppoll);
}

TEST(Thread, AHandlerMayEndWithEintrForTheCall) {
  Thread thread = within(call(SYS_recvfrom));
  EXPECT_FALSE(thread.returned(restarts));
  EXPECT_TRUE(thread.goes_on_with(call(SYS_rt_sigreturn)));
  EXPECT_TRUE(thread.stops_at_return());
  const auto back = thread.returned(-EINTR);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->call.number, SYS_recvfrom);
  // So the same call is a new one.
  EXPECT_FALSE(thread.goes_on_with(call(SYS_recvfrom)));
}

TEST(Thread, AHandlerMayEndAndTheCallGoesOn) {
  Thread thread = within(call(SYS_recvfrom));
  EXPECT_FALSE(thread.returned(restarts));
  EXPECT_TRUE(thread.goes_on_with(call(SYS_rt_sigreturn)));
  EXPECT_FALSE(thread.returned(SYS_recvfrom));
  EXPECT_TRUE(thread.goes_on_with(call(SYS_recvfrom)));
}

TEST(Thread, CallsOfAHandlerAreCallsOfTheirOwn) {
  Thread thread = within(call(SYS_recvfrom));
  EXPECT_FALSE(thread.returned(restarts));
  // The same call, deeper in the stack.
  EXPECT_FALSE(thread.goes_on_with(call(SYS_recvfrom, 3, 500)));
  thread.call = call(SYS_recvfrom, 3, 500);
  EXPECT_FALSE(thread.returned(restarts));
  EXPECT_TRUE(thread.goes_on_with(call(SYS_recvfrom, 3, 500)));
  EXPECT_TRUE(thread.returned(1));
  EXPECT_TRUE(thread.goes_on_with(call(SYS_rt_sigreturn)));
  const auto back = thread.returned(-EINTR);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->stack, 1000U);
}

TEST(Thread, AHandlerThatInterruptsNoCallNeedsNoStop) {
  Thread thread;
  EXPECT_TRUE(thread.goes_on_with(call(SYS_rt_sigreturn)));
  EXPECT_FALSE(thread.stops_at_return());
}

}  // namespace
}  // namespace calls
