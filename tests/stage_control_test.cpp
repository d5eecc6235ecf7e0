// The stage's end of `calls --control`: the other end is a socket that the test
// holds.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "common/stage/control.h"

namespace stage {
namespace {

struct Talk {
  Talk() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    calls = Fd{ends[0]};
    control.emplace(Fd{ends[1]});
  }
  // What the stage has said since the last time.
  std::string asked() const {
    std::array<char, 256> text;
    const ssize_t size =
        ::recv(calls.get(), text.data(), text.size(), MSG_DONTWAIT);
    return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }
  void tell(const std::string& text) const {
    ::send(calls.get(), text.data(), text.size(), 0);
  }
  void stands(const std::string& call) {
    tell("held 7 " + call + "\n");
    control->take();
  }

  Fd calls;
  std::optional<Control> control;
};

TEST(Control, StopsOnlyWhereThePlayWantsIt) {
  Talk talk;
  talk.control->until("close(", 2);
  EXPECT_EQ(talk.asked(), "until close( 2\n");
  talk.stands("close(8)");
  EXPECT_EQ(talk.control->held(), "close(8)");
  EXPECT_EQ(talk.control->stop(), "");
  talk.control->run();
  EXPECT_EQ(talk.asked(), "run\n");
}

TEST(Control, SaysALineForEachWish) {
  Talk talk;
  talk.control->next();
  talk.control->until("close(8, ...", 2);
  talk.control->run();
  EXPECT_EQ(talk.asked(), "next\nuntil close(8, ... 2\nrun\n");
}

TEST(Control, KnowsTheCallThatIsHeldOnceItsLineIsWhole) {
  Talk talk;
  talk.tell("held 12 send(8, 5, MSG_NO");
  talk.control->take();
  EXPECT_EQ(talk.control->held(), "");
  talk.tell("SIGNAL)\n");
  talk.control->take();
  EXPECT_EQ(talk.control->held(), "send(8, 5, MSG_NOSIGNAL)");
}

TEST(Control, HoldsNothingOnceItHasBeenLetGo) {
  Talk talk;
  talk.stands("close(8)");
  EXPECT_EQ(talk.control->held(), "close(8)");
  talk.control->until("close(", 1);
  EXPECT_EQ(talk.control->held(), "");
}

TEST(Control, HoldsNothingWhenItHasEndedThoughItWasToldMore) {
  Talk talk;
  talk.tell("held 12 close(8)\n");
  talk.control->next();  // which nobody reads: the end is ECONNRESET
  talk.calls = Fd{};
  talk.control->take();
  EXPECT_EQ(talk.control->held(), "");
  EXPECT_EQ(talk.control->fd(), -1);
  talk.control->run();
}

// The play's own stop is the second close(), and all others are the teacher's.
TEST(Control, StopsAtEachCallBesidesThoseOfThePlay) {
  Talk talk;
  talk.control->stop_at_each(true);
  EXPECT_EQ(talk.asked(), "next\n");
  talk.control->until("close(", 2);
  EXPECT_EQ(talk.asked(), "next\n");
  for (const char* call : {"recv(8, 10)", "close(8)"}) {
    talk.stands(call);
    EXPECT_EQ(talk.control->stop(), call);
    EXPECT_EQ(talk.control->held(), "");
    talk.control->go();
    EXPECT_EQ(talk.control->stop(), "");
    EXPECT_EQ(talk.asked(), "next\n");
  }
  talk.stands("close(9)");
  EXPECT_EQ(talk.control->held(), "close(9)");
  EXPECT_EQ(talk.control->stop(), "");
  talk.control->stop_at_each(false);
  EXPECT_EQ(talk.asked(), "") << "what the play holds stays";
}

TEST(Control, WhatStandsGoesOnOnlyByGoWhenThereAreNoMoreStops) {
  Talk talk;
  talk.control->stop_at_each(true);
  talk.stands("recv(8, 10)");
  talk.asked();
  talk.control->stop_at_each(false);
  EXPECT_EQ(talk.asked(), "");
  EXPECT_EQ(talk.control->stop(), "recv(8, 10)");
  talk.control->go();
  EXPECT_EQ(talk.asked(), "run\n");
}

TEST(Control, KnowsThatWhatIsToldLateGoesOnAlready) {
  Talk talk;
  talk.control->stop_at_each(true);
  talk.control->stop_at_each(false);
  talk.stands("recv(8, 10)");
  EXPECT_EQ(talk.control->held() + talk.control->stop(), "");
}

TEST(Control, SeeksACallAndPassesAllOthers) {
  Talk talk;
  talk.control->seek("close(");
  EXPECT_EQ(talk.asked(), "next\n");
  talk.stands("recv(8, 10)");
  EXPECT_EQ(talk.control->stop(), "");
  EXPECT_EQ(talk.asked(), "next\n");
  talk.stands("close(8)");
  EXPECT_EQ(talk.control->stop(), "close(8)");
  EXPECT_EQ(talk.asked(), "");
}

}  // namespace
}  // namespace stage
