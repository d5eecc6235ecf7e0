// The sockets of this process itself, as a tracer comes to know them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "common/calls/sockets.h"
#include "common/socket/fd.h"

namespace calls {
namespace {

class SocketsTest : public testing::Test {
 protected:
  [[nodiscard]] Inode at_fd() {
    const Socket* const found = sockets.at(me, fd.get());
    return found != nullptr ? found->inode : 0;
  }

  [[nodiscard]] Inode kernels() const { return *socket_at(me, fd.get()); }

  // Something else is at the same descriptor, and nobody has seen how.
  void replace(int domain) const {
    const Fd other{::socket(domain, SOCK_STREAM, 0)};
    ASSERT_EQ(::dup2(other.get(), fd.get()), fd.get());
  }

  const pid_t me = ::getpid();
  const Fd fd{::socket(AF_INET, SOCK_STREAM, 0)};
  Sockets sockets;
};

TEST_F(SocketsTest, OneIsRememberedUntilItsDescriptorCloses) {
  const Inode first = at_fd();
  replace(AF_INET);
  EXPECT_EQ(at_fd(), first);
  sockets.closes(fd.get());
  EXPECT_EQ(at_fd(), kernels());
}

TEST_F(SocketsTest, OneIsRememberedUntilItsThreadEnds) {
  const Inode first = at_fd();
  replace(AF_INET);
  sockets.ends(me + 1);
  EXPECT_EQ(at_fd(), first);
  sockets.ends(me);
  EXPECT_EQ(at_fd(), kernels());
}

TEST_F(SocketsTest, OneThatIsMadeStandsForTheOneBeforeIt) {
  ASSERT_EQ(at_fd(), kernels());
  replace(AF_INET);
  sockets.made(me, fd.get(), Socket::Protocol::tcp);
  EXPECT_EQ(at_fd(), kernels());
}

TEST_F(SocketsTest, NoneIsRememberedWhereDescriptorsMayCloseUnseen) {
  sockets.close_unseen();
  ASSERT_EQ(at_fd(), kernels());
  replace(AF_INET);
  EXPECT_EQ(at_fd(), kernels());
}

TEST_F(SocketsTest, OneOfAnotherFamilyIsNotRemembered) {
  replace(AF_UNIX);
  ASSERT_EQ(at_fd(), kernels());
  replace(AF_INET);
  EXPECT_EQ(at_fd(), kernels());
}

TEST_F(SocketsTest, OneThatNoOtherProcessHasIsLeftByAll) {
  Socket* const made = sockets.made(me, fd.get(), Socket::Protocol::tcp);
  EXPECT_EQ(sockets.left_by_all({me}), std::vector<const Socket*>{});
  EXPECT_EQ(sockets.left_by_all({}), std::vector<const Socket*>{made});
  made->on_way = 1;  // in a message, until somebody gets it
  EXPECT_EQ(sockets.left_by_all({}), std::vector<const Socket*>{});
}

TEST_F(SocketsTest, OneThatCameFromOutsideIsNot) {
  ASSERT_EQ(at_fd(), kernels());
  EXPECT_EQ(sockets.left_by_all({}), std::vector<const Socket*>{});
}

TEST_F(SocketsTest, AnAcceptedOneHasItsEndsAndItsNumber) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const Fd listener{::socket(AF_INET, SOCK_STREAM, 0)};
  ASSERT_EQ(::bind(listener.get(), any, size), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  ASSERT_EQ(::getsockname(listener.get(), any, &size), 0);
  ASSERT_EQ(::connect(fd.get(), any, size), 0);
  const Fd peer{::accept(listener.get(), nullptr, nullptr)};

  const Socket* const accepted = sockets.accepted(me, peer.get());
  ASSERT_NE(accepted, nullptr);
  EXPECT_EQ(accepted->inode, socket_at(me, peer.get()));
  EXPECT_EQ(accepted->ends.local, sockets.at(me, fd.get())->ends.peer);
  EXPECT_EQ(accepted->ends.peer, sockets.at(me, fd.get())->ends.local);
}

}  // namespace
}  // namespace calls
