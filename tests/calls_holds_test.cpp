// Which calls are held, by what was said.
#include <gtest/gtest.h>

#include "common/calls/holds.h"

namespace calls {
namespace {

TEST(Holds, NothingBeforeTheyAreTold) {
  EXPECT_FALSE(Holds{}.takes("close(3)", true));
}

TEST(Holds, EachCallThatBeginsSoUntilTheyRun) {
  Holds holds{{"close(", "send(5"}};
  EXPECT_TRUE(holds.takes("close(3)", true));
  EXPECT_TRUE(holds.takes("close(4)", false));
  EXPECT_TRUE(holds.takes("send(5, 10)", true));
  EXPECT_FALSE(holds.takes("send(6, 10)", true));
  EXPECT_TRUE(holds.obey("run"));
  EXPECT_FALSE(holds.takes("close(3)", true));
}

TEST(Holds, TheNthCallOnce) {
  Holds holds;
  EXPECT_TRUE(holds.obey("until close( 2"));
  EXPECT_FALSE(holds.takes("close(3)", true));
  EXPECT_FALSE(holds.takes("shutdown(4, SHUT_WR)", true));
  EXPECT_TRUE(holds.takes("close(4)", true));
  EXPECT_FALSE(holds.takes("close(5)", true));
}

TEST(Holds, ANumberBehindACommaBelongsToTheCall) {
  Holds holds;
  EXPECT_TRUE(holds.obey("until send(5, 100"));
  EXPECT_FALSE(holds.takes("send(5, 10)", true));
  EXPECT_TRUE(holds.takes("send(5, 100, MSG_NOSIGNAL)", true));
}

TEST(Holds, TheNextCallThatIsShownForSure) {
  Holds holds;
  EXPECT_TRUE(holds.obey("next"));
  EXPECT_FALSE(holds.takes("poll(3 POLLIN)", false));
  EXPECT_TRUE(holds.takes("recv(3, 10)", true));
  EXPECT_FALSE(holds.takes("recv(3, 10)", true));
}

TEST(Holds, TheLastWordsCount) {
  Holds holds;
  EXPECT_TRUE(holds.obey("next"));
  EXPECT_TRUE(holds.obey("until close("));
  EXPECT_FALSE(holds.takes("recv(3, 10)", true));
  EXPECT_TRUE(holds.takes("close(3)", true));
}

TEST(Holds, RefuseWhatIsNoCommand) {
  for (const char* line : {"", "go", "until", "until close( x", "nextt"})
    EXPECT_FALSE(Holds{}.obey(line)) << line;
}

}  // namespace
}  // namespace calls
