// What a program does under `calls`, as the stage says it.
#include <gtest/gtest.h>

#include <string>

#include "common/stage/traced.h"

namespace stage {
namespace {

trace::Call call(long id, const std::string& text, int thread = 0) {
  return {.program = "one", .pid = 1, .id = id, .text = text, .thread = thread};
}

trace::Return end(long id, long long result = 0,
                  const std::string& error = "") {
  return {.pid = 1, .id = id, .result = result, .error = error};
}

TEST(Deeds, SayWhereAProgramIs) {
  Deeds deeds;
  EXPECT_EQ(deeds.place(), "it has made no call on a socket");
  deeds.take(call(1, "recv(8, 100)"));
  EXPECT_EQ(deeds.place(), "it is in recv(8, 100)");
  EXPECT_EQ(deeds.take(end(1, -1, "ECONNRESET")),
            "recv(8, 100) = -1 ECONNRESET");
  EXPECT_EQ(deeds.place(), "its last call was recv(8, 100) = -1 ECONNRESET");
}

TEST(Deeds, NameTheLastFiveCallsSinceTheyWereForgotten) {
  Deeds deeds;
  for (long id = 1; id <= 8; ++id) {
    deeds.take(call(id, "close(" + std::to_string(id) + ")"));
    deeds.take(end(id));
    if (id == 2) deeds.forget();
  }
  EXPECT_EQ(deeds.made(),
            "it made close(4) = 0, close(5) = 0, close(6) = 0, close(7) = 0, "
            "close(8) = 0");
  deeds.forget();
  EXPECT_EQ(deeds.made(), "its last call was close(8) = 0");
}

TEST(Deeds, KnowTheThreadThatIsInACallUntilItReturns) {
  Deeds deeds;
  deeds.take(call(1, "epoll_wait(5)"));
  deeds.take(call(2, "recv(8, 100)", 3));
  EXPECT_EQ(deeds.thread_in("epoll_wait("), 1);
  EXPECT_EQ(deeds.thread_in("recv("), 3);
  deeds.take(end(2));
  EXPECT_FALSE(deeds.thread_in("recv("));
}

TEST(Deeds, HaveNoReturnOfACallThatTheyHaveNotSeen) {
  Deeds deeds;
  EXPECT_FALSE(deeds.take(end(9)));
}

TEST(Calls, AreToldFromStepsByTheirBracket) {
  EXPECT_TRUE(is_call("close("));
  EXPECT_TRUE(is_call("accept4(3"));
  EXPECT_FALSE(is_call("sent (all)"));
  EXPECT_FALSE(is_call("closed"));
  EXPECT_FALSE(is_call("(close"));
  EXPECT_FALSE(is_call(""));
}

}  // namespace
}  // namespace stage
