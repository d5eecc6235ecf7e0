#include "common/socket/address.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <system_error>

#include "common/narrate/listen_on.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "tests/child.h"

namespace {

// The error number that `run` throws, or 0.
template <typename Run>
int error_of(Run run) {
  try {
    run();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

// Without a word.
Fd listener_at(const Address& address) {
  Fd fd{must(::socket(address.family(), SOCK_STREAM, 0), "socket()")};
  must(::bind(fd.get(), address.get(), address.size()), "bind()");
  must(::listen(fd.get(), 1), "listen()");
  return fd;
}

bool has_ipv6() {
  return error_of([] { listener_at(resolve("::1", "0")); }) == 0;
}

TEST(Address, IsPrintedAsItIsTypedInABrowser) {
  struct Case {
    const char* host;
    const char* port;
    int family;
    socklen_t size;
    const char* text;
  };
  for (const auto& [host, port, family, size, text] : {
           Case{"127.0.0.1", "7000", AF_INET, sizeof(sockaddr_in),
                "127.0.0.1:7000"},
           Case{"192.0.2.2", "0", AF_INET, sizeof(sockaddr_in), "192.0.2.2:0"},
           Case{"0.0.0.0", "65535", AF_INET, sizeof(sockaddr_in),
                "0.0.0.0:65535"},
           Case{"::1", "7000", AF_INET6, sizeof(sockaddr_in6), "[::1]:7000"},
           Case{"2001:0DB8:0:0:0:0:0:2", "1", AF_INET6, sizeof(sockaddr_in6),
                "[2001:db8::2]:1"},
           Case{"::ffff:192.0.2.1", "80", AF_INET6, sizeof(sockaddr_in6),
                "[::ffff:192.0.2.1]:80"},
       }) {
    const Address address = resolve(host, port);
    EXPECT_EQ(address.to_string(), text);
    EXPECT_EQ(address.family(), family);
    EXPECT_EQ(address.size(), size);
    EXPECT_EQ(std::to_string(address.port()), port);
  }
}

TEST(Address, IsFoundByName) {
  const Address address = resolve("localhost", "7000");
  EXPECT_TRUE(address.to_string() == "127.0.0.1:7000" ||
              address.to_string() == "[::1]:7000")
      << address.to_string();
}

TEST(Address, OfWhatCannotBeResolvedIsAnErrorThatSaysIt) {
  struct Case {
    const char* host;
    const char* port;
  };
  for (const auto& [host, port] :
       {Case{"", "7000"}, Case{"no such host", "7000"}, Case{"::g", "7000"},
        Case{"127.0.0.1", "http"}, Case{"127.0.0.1", "-1x"}}) {
    try {
      resolve(host, port);
      ADD_FAILURE() << host << " " << port;
    } catch (const std::runtime_error& error) {
      const std::string text = error.what();
      const std::string start = "cannot resolve host '" + std::string{host} +
                                "' port '" + port + "': ";
      EXPECT_TRUE(text.starts_with(start)) << text;
      EXPECT_GT(text.size(), start.size());
    }
  }
}

TEST(Address, OfPort0LetsTheKernelChooseAFreePort) {
  const Address any = resolve("127.0.0.1", "0");
  const Fd one = listener_at(any);
  const Fd other = listener_at(any);
  EXPECT_NE(local_address(one.get()).port(), 0);
  EXPECT_NE(local_address(one.get()).port(), local_address(other.get()).port());
}

TEST(ListenOn, TakesAPortThatAnOldConnectionHoldsInTimeWait) {
  expect_in_child([] {
    const Address place = [] {
      const Fd listener = listen_on(resolve("127.0.0.1", "0"));
      const Address server = local_address(listener.get());
      const Fd client{
          must(::socket(server.family(), SOCK_STREAM, 0), "socket()")};
      must(::connect(client.get(), server.get(), server.size()), "connect()");
      // It closes first: TIME-WAIT will be on its side.
      Fd{must(::accept(listener.get(), nullptr, nullptr), "accept()")};
      return server;
    }();
    EXPECT_EQ(error_of([&] { const Fd again = listen_on(place); }), 0);
  });
}

TEST(ListenOn, FailsWhereAnotherSocketListens) {
  expect_in_child([] {
    const Fd listener = listen_on(resolve("127.0.0.1", "0"));
    const Address place = local_address(listener.get());
    EXPECT_EQ(error_of([&] { const Fd again = listen_on(place); }), EADDRINUSE);
  });
}

// Each end's peer is the other's local address.
void expect_four_tuple(const std::string& host) {
  const Fd listener = listener_at(resolve(host, "0"));
  const Address server = local_address(listener.get());
  const Fd client{must(::socket(server.family(), SOCK_STREAM, 0), "socket()")};
  must(::connect(client.get(), server.get(), server.size()), "connect()");
  const Fd peer{must(::accept(listener.get(), nullptr, nullptr), "accept()")};

  EXPECT_EQ(peer_address(client.get()).to_string(), server.to_string());
  EXPECT_EQ(local_address(peer.get()).to_string(), server.to_string());
  EXPECT_EQ(peer_address(peer.get()).to_string(),
            local_address(client.get()).to_string());
}

TEST(Address, OfTheTwoEndsCrossesOverIpv4) {
  expect_four_tuple("127.0.0.1");
}

TEST(Address, OfTheTwoEndsCrossesOverIpv6) {
  if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
  expect_four_tuple("::1");
}

TEST(Address, OfNoConnectionIsAnError) {
  const Fd alone{must(::socket(AF_INET, SOCK_STREAM, 0), "socket()")};
  const Fd file{must(::dup(STDERR_FILENO), "dup()")};
  EXPECT_EQ(error_of([&] { peer_address(alone.get()); }), ENOTCONN);
  EXPECT_EQ(error_of([&] { local_address(alone.get()); }), 0);
  EXPECT_EQ(error_of([&] { peer_address(-1); }), EBADF);
  EXPECT_EQ(error_of([&] { local_address(-1); }), EBADF);
  EXPECT_EQ(error_of([&] { local_address(file.get()); }), ENOTSOCK);
}

}  // namespace
