#include <gtest/gtest.h>

#include <stdexcept>

#include "common/stage/word.h"

using namespace std::string_literals;

namespace stage {
namespace {

TEST(Word, IsTheLineTheDeadlineTheVerbAndItsArguments) {
  Words words;
  words.add(
      "6\0"
      "12\0"
      "10\0"
      "\0"
      "go_on\0"
      "client\0"
      "half closed\0"s);
  const auto word = words.next();
  ASSERT_TRUE(word);
  EXPECT_EQ(word->line, "12");
  EXPECT_EQ(word->deadline, "10");
  EXPECT_FALSE(word->silent);
  EXPECT_EQ(word->verb, "go_on");
  EXPECT_EQ(word->arguments,
            (std::vector<std::string>{"client", "half closed"}));
  EXPECT_FALSE(words.next());
}

TEST(Word, MayComeInPiecesAndTwoAtOnce) {
  Words words;
  const std::string bytes =
      "5\0001\00010\0001\000say\0a\n\"b\0"s + "4\0002\00010\000\000finish\0"s;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    words.add(bytes.substr(i, 1));
    const auto word = words.next();
    if (i == 17) {
      ASSERT_TRUE(word);
      EXPECT_TRUE(word->silent);
      EXPECT_EQ(word->arguments, std::vector<std::string>{"a\n\"b"});
    } else if (i == bytes.size() - 1) {
      ASSERT_TRUE(word);
      EXPECT_EQ(word->verb, "finish");
      EXPECT_TRUE(word->arguments.empty());
    } else {
      EXPECT_FALSE(word) << i;
    }
  }
}

TEST(Word, MayHaveEmptyArguments) {
  Words words;
  words.add("6\0001\00010\000\000exits\0\0\0"s);
  const auto word = words.next();
  ASSERT_TRUE(word);
  EXPECT_EQ(word->arguments, (std::vector<std::string>{"", ""}));
}

TEST(Word, IsRefusedWithoutAPossibleNumberOfFields) {
  for (const char* count :
       {"", "3", "-1", "1001", "5x", "99999999999999999999"}) {
    Words words;
    words.add(count + "\0say\0"s);
    EXPECT_THROW(words.next(), std::runtime_error) << count;
  }
}

TEST(Word, HasADeadlineInSeconds) {
  EXPECT_EQ(parse_deadline("0"), 0);
  EXPECT_EQ(parse_deadline("999999"), 999999);
  for (const char* bad : {"", "abc", "-1", "1000000", "1.5", " 1", "1 "})
    EXPECT_FALSE(parse_deadline(bad)) << bad;
}

TEST(Word, IsAskedForWithoutWhatComesOfIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"say 'RST: both are gone.'", "say ..."},
      {"blocks server recv", "blocks server ..."},
      {"exits server SIGPIPE", "exits server ..."},
      {"go_on client closed", "go_on client closed"},
      {"  finish", "  finish"}};
  for (const auto& [line, asked] : cases) EXPECT_EQ(hide_answer(line), asked);
}

}  // namespace
}  // namespace stage
