// random_key() when getrandom(2) answers in each of the ways it may.
#include <gtest/gtest.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <set>
#include <string>
#include <system_error>

#include "common/text/base64.h"
#include "common/websocket/handshake.h"

namespace {

struct Answer {
  std::size_t asked;      // how many bytes must be asked for
  std::size_t given = 0;  // that many come, all of them 'A', or ...
  int error = 0;          // ... this errno
};

// What getrandom will answer, in this order; then the kernel answers again.
std::deque<Answer>& script() {
  static std::deque<Answer> answers;
  return answers;
}

}  // namespace

// Stands in the place of the C library's function of that name.
extern "C" ssize_t getrandom(void* buffer, std::size_t size, unsigned flags) {
  if (script().empty()) return ::syscall(SYS_getrandom, buffer, size, flags);
  EXPECT_EQ(flags, 0U) << "it must wait until the kernel has randomness";
  const Answer answer = script().front();
  script().pop_front();
  EXPECT_EQ(size, answer.asked);
  if (answer.error != 0) {
    errno = answer.error;
    return -1;
  }
  std::fill_n(static_cast<char*>(buffer), answer.given, 'A');
  return static_cast<ssize_t>(answer.given);
}

namespace {

TEST(RandomKey, IsBase64Of16Bytes) {
  const auto bytes = text::base64_decode(websocket::random_key());
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), 16U);
}

TEST(RandomKey, IsAnotherOneEachTime) {
  std::set<std::string> keys;
  for (int i = 0; i < 100; ++i) keys.insert(websocket::random_key());
  EXPECT_EQ(keys.size(), 100U);
}

TEST(RandomKey, IsWholeWhenTheKernelGivesAFewBytesAtATime) {
  script() = {{.asked = 16, .given = 5},
              {.asked = 11, .given = 1},
              {.asked = 10, .given = 10}};
  EXPECT_EQ(websocket::random_key(), "QUFBQUFBQUFBQUFBQUFBQQ==");  // 16 'A'
  EXPECT_TRUE(script().empty());
}

TEST(RandomKey, AsksAgainWhenASignalComesFirst) {
  script() = {{.asked = 16, .error = EINTR},
              {.asked = 16, .given = 7},
              {.asked = 9, .error = EINTR},
              {.asked = 9, .given = 9}};
  EXPECT_EQ(websocket::random_key(), "QUFBQUFBQUFBQUFBQUFBQQ==");
  EXPECT_TRUE(script().empty());
}

TEST(RandomKey, ThrowsTheErrnoWhenThereIsNoRandomness) {
  script() = {{.asked = 16, .error = ENOSYS}};
  try {
    websocket::random_key();
    FAIL() << "a key out of nothing";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOSYS);
    EXPECT_NE(std::string{error.what()}.find("getrandom"), std::string::npos);
  }
}

}  // namespace
