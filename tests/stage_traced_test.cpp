// A program under `calls`: how it is told what to hold, and what it does.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "common/stage/traced.h"

namespace stage {
namespace {

std::array<int, 2> make_ends() {
  std::array<int, 2> ends{-1, -1};
  ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data());
  return ends;
}

struct Pair {
  std::array<int, 2> ends = make_ends();
  Fd theirs{ends[1]};
  Control control{Fd{ends[0]}};

  void tell(std::string_view text) const {
    ::send(theirs.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  [[nodiscard]] std::string told() const {
    std::string text(1000, '\0');
    const ssize_t size =
        ::recv(theirs.get(), text.data(), text.size(), MSG_DONTWAIT);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
};

TEST(Control, SaysALineForEachWish) {
  Pair pair;
  pair.control.next();
  pair.control.until("close(8, ...", 2);
  pair.control.run();
  EXPECT_EQ(pair.told(), "next\nuntil close(8, ... 2\nrun\n");
}

TEST(Control, KnowsTheCallThatIsHeldOnceItsLineIsWhole) {
  Pair pair;
  pair.tell("held 12 send(8, 5, MSG_NO");
  pair.control.take();
  EXPECT_EQ(pair.control.held(), "");
  pair.tell("SIGNAL)\n");
  pair.control.take();
  EXPECT_EQ(pair.control.held(), "send(8, 5, MSG_NOSIGNAL)");
}

TEST(Control, HoldsNothingOnceItHasBeenLetGo) {
  Pair pair;
  pair.tell("held 12 close(8)\n");
  pair.control.take();
  pair.control.until("close(", 1);
  EXPECT_EQ(pair.control.held(), "");
}

TEST(Control, HoldsNothingWhenItHasEndedThoughItWasToldMore) {
  Pair pair;
  pair.tell("held 12 close(8)\n");
  pair.control.next();  // which nobody reads: the end is ECONNRESET
  pair.theirs = Fd{};
  pair.control.take();
  EXPECT_EQ(pair.control.held(), "");
  EXPECT_EQ(pair.control.fd(), -1);
  pair.control.run();
}

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
