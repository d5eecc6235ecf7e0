// Fd and must(): who closes a descriptor, and what a failed call says.
#include "common/socket/fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "common/narrate/narrate.h"
#include "common/socket/must.h"
#include "tests/child.h"

namespace {

static_assert(!std::is_copy_constructible_v<Fd>);
static_assert(!std::is_copy_assignable_v<Fd>);
static_assert(std::is_nothrow_move_constructible_v<Fd>);
static_assert(!std::is_convertible_v<Fd, int>);
static_assert(!std::is_convertible_v<int, Fd>);

int open_null() {
  return must(::open("/dev/null", O_RDONLY), "open(/dev/null)");
}
bool is_open(int number) {
  return ::fcntl(number, F_GETFD) != -1;
}

TEST(Fd, ClosesItsDescriptorAtTheEndOfItsScope) {
  int number = -1;
  {
    const Fd fd{open_null()};
    number = fd.get();
    EXPECT_TRUE(fd);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, IsEmptyByDefaultAndAfterAFailedCall) {
  EXPECT_FALSE(Fd{});
  EXPECT_FALSE(Fd{::open("/no/such/file", O_RDONLY)});
  EXPECT_TRUE(Fd{::dup(STDERR_FILENO)});
}

TEST(Fd, HasOneOwnerWhenItMoves) {
  int number = -1;
  {
    Fd second;
    {
      Fd first{open_null()};
      number = first.get();
      second = Fd{std::move(first)};
    }
    EXPECT_TRUE(is_open(number));
    EXPECT_EQ(second.get(), number);
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, IsClosedOnceSoThatItsNumberMayServeAnother) {
  int number = -1;
  Fd other;
  {
    Fd moved_from{open_null()};
    number = moved_from.get();
    { const Fd closed{std::move(moved_from)}; }
    ASSERT_FALSE(is_open(number));
    other = Fd{must(::fcntl(STDERR_FILENO, F_DUPFD, number), "fcntl()")};
    ASSERT_EQ(other.get(), number);
  }
  EXPECT_TRUE(is_open(number));
}

TEST(Fd, ClosesWhatItHadWhenAnotherMovesIn) {
  Fd fd{open_null()};
  const int before = fd.get();
  fd = Fd{open_null()};
  EXPECT_NE(fd.get(), before);
  EXPECT_TRUE(is_open(fd.get()));
  EXPECT_FALSE(is_open(before));
}

TEST(Fd, GivesItsNumberAwayUnclosed) {
  int number = -1;
  {
    Fd fd{open_null()};
    number = fd.release();
    EXPECT_FALSE(fd);
  }
  ASSERT_TRUE(is_open(number));
  EXPECT_EQ(::close(number), 0);
}

TEST(Must, ReturnsEachResultThatIsNoFailure) {
  EXPECT_EQ(must(0, "call()"), 0);
  EXPECT_EQ(must(42, "call()"), 42);
  EXPECT_EQ(must(-2, "call()"), -2);
  EXPECT_EQ(must(Result<ssize_t>{5'000'000'000, "call()"}), 5'000'000'000);
}

TEST(Must, ThrowsErrnoAndTheCallAsAPersonSaysIt) {
  for (const int error : {EAGAIN, EINTR, ECONNRESET, EADDRINUSE}) {
    try {
      errno = error;
      must(-1, "::connect(client.get(), server.get(), server.size())");
      ADD_FAILURE() << "did not throw";
    } catch (const std::system_error& thrown) {
      EXPECT_EQ(thrown.code(), std::error_code(error, std::generic_category()));
      const std::string text = thrown.what();
      EXPECT_TRUE(text.starts_with("connect(client, server, size): ")) << text;
    }
  }
}

TEST(Spoken, LeavesOutWhatIsNotTheCall) {
  struct Case {
    const char* expression;
    const char* text;
  };
  for (const auto& [expression, text] : {
           Case{"::close(fd.release())", "close(fd)"},
           Case{"::shutdown(client.get(), SHUT_WR)",
                "shutdown(client, SHUT_WR)"},
           Case{"::bind(a.get(), b.get(), b.size())", "bind(a, b, size)"},
           Case{"::send(c.fd.get(), c.unsent.data(), c.unsent.size(), 0)",
                "send(c.fd, c.unsent, size, 0)"},
           Case{"::send(fd, buffer.data() + sent, size - sent, MSG_NOSIGNAL)",
                "send(fd, buffer + sent, size - sent, MSG_NOSIGNAL)"},
           Case{"::recv(fd, buffer, sizeof buffer, 0)",
                "recv(fd, buffer, sizeof buffer, 0)"},
           Case{"f(std::size(x), (y.size()))", "f(std::size(x), (size))"},
           Case{"", ""},
       })
    EXPECT_EQ(text::spoken(expression), text);
}

TEST(Call, GivesTheResultAndItsErrnoWhateverNarrationDoes) {
  Child child{[] {
    // The narration cannot be written: that is an error too.
    const Fd full{must(::open("/dev/full", O_WRONLY), "open(/dev/full)")};
    ::dup2(full.get(), STDOUT_FILENO);
    const int good = CALL(::close(::dup(STDERR_FILENO)));
    const int bad = CALL(::close(-1));
    return good == 0 && bad == -1 && errno == EBADF ? 0 : 1;
  }};
  EXPECT_EQ(child.finish().status, 0);
}

TEST(Call, WithMustThrowsTheErrorOfTheCall) {
  Child child{[] {
    must(CALL(::close(-1)));
    return 0;
  }};
  const Child::End end = child.finish();
  EXPECT_EQ(end.status, 1);
  EXPECT_EQ(end.err, "program: close(-1): Bad file descriptor [EBADF]\n");
}

}  // namespace
