// send_all(), with full buffers, signals, resets and ends.
#include "common/narrate/send_all.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "tests/child.h"

namespace {

struct Pair {
  Fd near;
  Fd far;
};

Pair unix_pair(int type = SOCK_STREAM) {
  std::array<int, 2> fds{};
  must(::socketpair(AF_UNIX, type, 0, fds.data()), "socketpair()");
  return {Fd{fds[0]}, Fd{fds[1]}};
}

Pair tcp_pair() {
  const Fd listener{must(::socket(AF_INET, SOCK_STREAM, 0), "socket()")};
  const Address any = resolve("127.0.0.1", "0");
  must(::bind(listener.get(), any.get(), any.size()), "bind()");
  must(::listen(listener.get(), 1), "listen()");
  const Address server = local_address(listener.get());
  Fd near{must(::socket(AF_INET, SOCK_STREAM, 0), "socket()")};
  must(::connect(near.get(), server.get(), server.size()), "connect()");
  return {std::move(near),
          Fd{must(::accept(listener.get(), nullptr, nullptr), "accept()")}};
}

void reset(Fd& fd) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  must(::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now),
       "setsockopt()");
  fd = Fd{};  // RST
}

void make_nonblocking(const Fd& fd) {
  must(::fcntl(fd.get(), F_SETFL, O_NONBLOCK), "fcntl()");
}

template <typename Run>
int error_of(Run run) {
  try {
    run();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

// SIGALRM every millisecond, without SA_RESTART: a call that blocks is
// interrupted again and again. The signal's handler plays the peer.
class Alarm {
 public:
  explicit Alarm(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    must(::sigaction(SIGALRM, &action, &before_), "sigaction()");
    const itimerval often{{0, 1000}, {0, 1000}};
    must(::setitimer(ITIMER_REAL, &often, nullptr), "setitimer()");
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() {
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
  }

 private:
  struct sigaction before_ {};
};

constexpr std::size_t much = 1'000'000;
std::array<char, much> taken;
std::size_t taken_size = 0;
int taker = -1;

TEST(SendAll, SendsAllThroughAFullBufferAndThroughSignals) {
  expect_in_child([] {
    const Pair pair = unix_pair();
    std::string bytes(much, '\0');
    for (std::size_t i = 0; i < much; ++i)
      bytes[i] = static_cast<char>(i % 251);
    taken_size = 0;
    taker = pair.far.get();
    {
      // Only the signal makes room: so send() fills the buffer, blocks, and is
      // interrupted with some of its bytes taken, or none.
      const Alarm alarm{[](int) {
        const int error = errno;
        const ssize_t n =
            ::recv(taker, taken.data() + taken_size,
                   std::min<std::size_t>(taken.size() - taken_size, 20'000),
                   MSG_DONTWAIT);
        if (n > 0) taken_size += static_cast<std::size_t>(n);
        errno = error;
      }};
      must(send_all(pair.near, bytes));
    }
    must(::shutdown(pair.near.get(), SHUT_WR), "shutdown()");
    const auto rest =
        static_cast<std::size_t>(must(::recv(taker, taken.data() + taken_size,
                                             much - taken_size, MSG_WAITALL),
                                      "recv()"));
    EXPECT_GT(taken_size, 0U);
    EXPECT_EQ(taken_size + rest, much);
    EXPECT_EQ(std::string_view(taken.data(), much), bytes);
  });
}

TEST(SendAll, SendsNothingOfNothing) {
  expect_in_child([] { EXPECT_EQ(send_all(Fd{}, ""), 0); });
}

TEST(SendAll, ReturnsMinusOneAtEachOtherErrorWhichMustThrows) {
  expect_in_child([] {
    const Pair pair = unix_pair();
    make_nonblocking(pair.near);
    const std::string bytes(much, 'x');
    EXPECT_EQ(send_all(pair.near, bytes), -1);
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_EQ(error_of([&] { must(send_all(Fd{}, bytes)); }), EBADF);
  });
}

TEST(SendAll, FailsInsteadOfDyingOfSigpipe) {
  expect_in_child([] {
    Pair pair = unix_pair();
    pair.far = Fd{};
    try {
      must(send_all(pair.near, "x"));
      ADD_FAILURE() << "did not throw";
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code().value(), EPIPE);
      EXPECT_EQ(
          std::string{error.what()}.find("send(client, bytes, size, MSG_N"),
          0U);
    }
  });
}

TEST(SendAll, FailsAtAReset) {
  expect_in_child([] {
    Pair pair = tcp_pair();
    reset(pair.far);
    EXPECT_EQ(error_of([&] { must(send_all(pair.near, "x")); }), ECONNRESET);
    EXPECT_EQ(error_of([&] { must(send_all(pair.near, "x")); }), EPIPE);
  });
}

}  // namespace
