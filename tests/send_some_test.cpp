// send_some(), to those who read, who read slowly, who do not, and who are gone.
#include "labs/14_websocket_frames/send_some.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <vector>

#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

using Bytes = std::vector<std::byte>;

// Two connected ends that never wait.
struct Pair {
  Pair() {
    std::array<int, 2> fds{};
    must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()),
         "socketpair()");
    sender = Fd{fds[0]};
    reader = Fd{fds[1]};
  }

  // What has come.
  Bytes read() const {
    Bytes bytes(1 << 20);
    const ssize_t n = ::recv(reader.get(), bytes.data(), bytes.size(), 0);
    bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return bytes;
  }

  Fd sender;
  Fd reader;
};

// Each byte differs from those near it.
Bytes numbered(std::size_t size, std::size_t from = 0) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::byte>((from + i) % 251);
  return bytes;
}

TEST(SendSome, SendsBothAndKeepsNothingWhereThereIsRoom) {
  const Pair pair;
  Bytes unsent;
  EXPECT_EQ(send_some(pair.sender, unsent, numbered(10), numbered(90, 10)),
            100);
  EXPECT_TRUE(unsent.empty());
  EXPECT_EQ(pair.read(), numbered(100));
}

TEST(SendSome, LosesNothingToOneWhoReadsSlowly) {
  // The first part that is taken ends within the first or within the second.
  for (const std::size_t first : {std::size_t{10}, std::size_t{3'000'000}}) {
    const Pair pair;
    const Bytes all = numbered(4'000'000);
    Bytes unsent;
    send_some(pair.sender, unsent, std::span{all}.first(first),
              std::span{all}.subspan(first));
    EXPECT_FALSE(unsent.empty());
    Bytes came;
    for (int turn = 0; turn < 100'000 && came.size() < all.size(); ++turn) {
      const Bytes more = pair.read();
      came.insert(came.end(), more.begin(), more.end());
      send_some(pair.sender, unsent, unsent);
    }
    EXPECT_TRUE(came == all);
    EXPECT_TRUE(unsent.empty());
  }
}

TEST(SendSome, KeepsAllAndSaysEagainWhereNothingIsRead) {
  const Pair pair;
  Bytes unsent = numbered(4'000'000);
  while (send_some(pair.sender, unsent, unsent) > 0) {
  }
  EXPECT_EQ(errno, EAGAIN);
  const Bytes before = unsent;
  EXPECT_EQ(send_some(pair.sender, unsent, unsent), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_TRUE(unsent == before);
}

TEST(SendSome, SaysEpipeAndRaisesNoSignalWhereNobodyReadsAnyMore) {
  Pair pair;
  pair.reader = Fd{};
  Bytes unsent;
  EXPECT_EQ(send_some(pair.sender, unsent, numbered(10)), -1);
  EXPECT_EQ(errno, EPIPE);
}

TEST(SendSome, DoesNothingWithNothing) {
  Bytes unsent;
  EXPECT_EQ(send_some(Fd{}, unsent, {}), 0);
}

}  // namespace
