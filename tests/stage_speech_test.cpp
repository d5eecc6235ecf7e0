#include <gtest/gtest.h>

#include "common/stage/speech.h"

namespace stage {
namespace {

TEST(Speech, IsHeardLineByLineWithoutTheProgramsOwnName) {
  Speech speech{"echo_client"};
  speech.add("echo_client   socket() = 3\nother  line\necho_clients");
  EXPECT_EQ(speech.hear()->text, "socket() = 3");
  EXPECT_EQ(speech.hear()->text, "other  line");
  EXPECT_FALSE(speech.hear());
  EXPECT_EQ(speech.unfinished(), "echo_clients");
  speech.add("\n");
  EXPECT_EQ(speech.hear()->text, "echo_clients");
  EXPECT_EQ(speech.said(), "socket() = 3\nother  line\necho_clients\n");
}

TEST(Speech, HasNothingUnfinishedBeforeAllWasHeard) {
  Speech speech{"a"};
  speech.add("a  one\na  recv(");
  EXPECT_EQ(speech.unfinished(), "");
  speech.hear();
  EXPECT_EQ(speech.unfinished(), "recv(");
}

TEST(Speech, ShowsACallThatWaitsOnce) {
  Speech speech{"a"};
  speech.add("a  recv(fd)");
  EXPECT_EQ(speech.show_unfinished(), "recv(fd)");
  EXPECT_FALSE(speech.show_unfinished());
  // Its line ends without a result, for another call begins.
  speech.add("\n");
  EXPECT_TRUE(speech.hear()->shown);
}

TEST(Speech, ShowsACallAgainWithItsResult) {
  Speech speech{"a"};
  speech.add("a  recv(fd)");
  speech.show_unfinished();
  speech.add(" = 5\na  recv(fd)\n");
  const auto line = speech.hear();
  EXPECT_EQ(line->text, "recv(fd) = 5");
  EXPECT_FALSE(line->shown);
  EXPECT_FALSE(speech.hear()->shown);  // the same call anew
}

TEST(Speech, IsFoundOnceAndInItsOrder) {
  Speech speech{"a"};
  speech.add("a  this\na  that\n");
  EXPECT_FALSE(speech.find("that"));  // not heard yet
  speech.hear();
  speech.hear();
  EXPECT_TRUE(speech.find("that"));
  EXPECT_FALSE(speech.find("this"));
  EXPECT_FALSE(speech.find("that"));
}

}  // namespace
}  // namespace stage
