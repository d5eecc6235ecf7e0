// What the kernel says of the two ends of a connection on loopback.
#include "common/host/kernel.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/socket/address.h"
#include "common/socket/must.h"

namespace host {
namespace {

packet::Endpoint endpoint(const Address& address) {
  packet::Endpoint end{.ipv6 = address.family() == AF_INET6,
                       .port = address.port()};
  if (end.ipv6)
    std::memcpy(
        end.address.data(),
        &reinterpret_cast<const sockaddr_in6*>(address.get())->sin6_addr, 16);
  else
    std::memcpy(end.address.data(),
                &reinterpret_cast<const sockaddr_in*>(address.get())->sin_addr,
                4);
  return end;
}

struct Connection {
  Fd listener;
  Fd client;
  Fd server;
  packet::Endpoint client_end;
  packet::Endpoint server_end;
};

// To `to`, which may be another address than the listener's.
Connection connect_on(const std::string& host, const std::string& to) {
  Connection c;
  const Address any = resolve(host, "0");
  c.listener =
      Fd{must(::socket(any.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")};
  must(::bind(c.listener.get(), any.get(), any.size()), "bind");
  must(::listen(c.listener.get(), 1), "listen");
  const Address there =
      resolve(to, std::to_string(local_address(c.listener.get()).port()));
  c.client = Fd{
      must(::socket(there.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")};
  must(::connect(c.client.get(), there.get(), there.size()), "connect");
  c.server = Fd{must(
      ::accept4(c.listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept4")};
  c.client_end = endpoint(local_address(c.client.get()));
  c.server_end = endpoint(there);
  return c;
}

// Waits until the kernel says that state; gives what it said last.
std::string wait_for(const Kernel& kernel, const packet::Endpoint& local,
                     const packet::Endpoint& peer, std::string_view state) {
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::seconds{10};
  std::string last;
  do {
    last = kernel.state(local, peer);
    if (last == state) break;
    std::this_thread::yield();
  } while (std::chrono::steady_clock::now() < until);
  return last;
}

class KernelTest : public testing::TestWithParam<std::string> {};

TEST_P(KernelTest, KnowsBothEndsOfAConnectionUntilItIsGone) {
  std::unique_ptr<Connection> made;
  try {
    made = std::make_unique<Connection>(connect_on(GetParam(), GetParam()));
  } catch (const std::system_error& error) {
    GTEST_SKIP() << GetParam() << ": " << error.what();
  }
  Connection& c = *made;
  const Kernel kernel;
  const auto client = [&] { return kernel.state(c.client_end, c.server_end); };
  const auto server = [&] { return kernel.state(c.server_end, c.client_end); };
  EXPECT_EQ(client(), "ESTAB");
  EXPECT_EQ(server(), "ESTAB");

  must(::shutdown(c.client.get(), SHUT_WR), "shutdown");
  EXPECT_EQ(wait_for(kernel, c.client_end, c.server_end, "FIN-WAIT-2"),
            "FIN-WAIT-2");
  EXPECT_EQ(server(), "CLOSE-WAIT");

  c.server = Fd{};
  EXPECT_EQ(wait_for(kernel, c.client_end, c.server_end, "TIME-WAIT"),
            "TIME-WAIT");
  EXPECT_EQ(wait_for(kernel, c.server_end, c.client_end, "LISTEN"), "LISTEN")
      << "only the listener would take its segments";
  c.listener = Fd{};
  EXPECT_EQ(server(), "gone");
}

TEST_P(KernelTest, CountsTheBytesInBothQueues) {
  std::unique_ptr<Connection> made;
  try {
    made = std::make_unique<Connection>(connect_on(GetParam(), GetParam()));
  } catch (const std::system_error& error) {
    GTEST_SKIP() << GetParam() << ": " << error.what();
  }
  Connection& c = *made;
  const Kernel kernel;
  must(::send(c.client.get(), "hello", 5, 0), "send");
  EXPECT_EQ(kernel.look(c.server_end, c.client_end).unread, 5U);
  std::array<char, 3> part{};
  must(::recv(c.server.get(), part.data(), part.size(), 0), "recv");
  EXPECT_EQ(kernel.look(c.server_end, c.client_end).unread, 2U);

  // More than both ends can hold.
  const std::string much(32 << 20, 'x');
  const ssize_t sent = must(
      ::send(c.client.get(), much.data(), much.size(), MSG_DONTWAIT), "send");
  const auto both = [&] {
    return kernel.look(c.server_end, c.client_end).unread +
           kernel.look(c.client_end, c.server_end).unacked;
  };
  EXPECT_GE(both(), 2U + static_cast<std::uint32_t>(sent))
      << "each byte is in one of the queues; until its ACK comes, in both";
}

TEST_P(KernelTest, LooksForAllFourNumbers) {
  std::unique_ptr<Connection> made;
  try {
    made = std::make_unique<Connection>(connect_on(GetParam(), GetParam()));
  } catch (const std::system_error& error) {
    GTEST_SKIP() << GetParam() << ": " << error.what();
  }
  Connection& c = *made;
  const Kernel kernel;
  c.listener = Fd{};  // else it would be found instead
  ASSERT_EQ(kernel.state(c.client_end, c.server_end), "ESTAB");
  EXPECT_EQ(kernel.state(c.client_end, c.client_end), "gone");
  packet::Endpoint other = c.client_end;
  other.port = static_cast<std::uint16_t>(other.port ^ 1);
  EXPECT_EQ(kernel.state(other, c.server_end), "gone");
  EXPECT_EQ(kernel.state(c.client_end, other), "gone");
  other = c.server_end;
  other.address[3] ^= std::byte{8};
  EXPECT_EQ(kernel.state(c.client_end, other), "gone");
  EXPECT_EQ(kernel.state(other, c.client_end), "gone");
}

TEST_P(KernelTest, KnowsHowManyWaitForAccept) {
  std::unique_ptr<Connection> made;
  try {
    made = std::make_unique<Connection>(connect_on(GetParam(), GetParam()));
  } catch (const std::system_error& error) {
    GTEST_SKIP() << GetParam() << ": " << error.what();
  }
  Connection& c = *made;
  const Kernel kernel;
  std::vector<Fd> clients;
  for (std::uint32_t waiting = 0; waiting <= 2; ++waiting) {
    const auto queue = kernel.accept_queue(c.server_end);
    ASSERT_TRUE(queue.has_value());
    EXPECT_EQ(queue->waiting, waiting);
    EXPECT_EQ(queue->backlog, 1U);
    EXPECT_EQ(queue->is_full(), waiting == 2) << "backlog + 1 may wait";
    if (waiting == 2) break;
    const Address there = local_address(c.listener.get());
    clients.emplace_back(must(
        ::socket(there.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    must(::connect(clients.back().get(), there.get(), there.size()), "connect");
  }
  EXPECT_FALSE(kernel.accept_queue(c.client_end)) << "nobody listens there";
  c.listener = Fd{};
  EXPECT_FALSE(kernel.accept_queue(c.server_end));
}

INSTANTIATE_TEST_SUITE_P(Families, KernelTest,
                         testing::Values("127.0.0.1", "::1"),
                         [](const auto& family) {
                           return family.param == "::1" ? "IPv6" : "IPv4";
                         });

TEST(Kernel, FindsAnIpv4ConnectionOfASocketThatListensForBoth) {
  std::unique_ptr<Connection> made;
  try {
    made = std::make_unique<Connection>(connect_on("::", "127.0.0.1"));
  } catch (const std::system_error& error) {
    GTEST_SKIP() << "IPv6: " << error.what();
  }
  const Kernel kernel;
  EXPECT_EQ(kernel.state(made->server_end, made->client_end), "ESTAB");
  EXPECT_EQ(kernel.state(made->client_end, made->server_end), "ESTAB");
}

TEST(Kernel, SaysGoneAfterAReset) {
  Connection c = connect_on("127.0.0.1", "127.0.0.1");
  const Kernel kernel;
  c.listener = Fd{};
  const linger abort{.l_onoff = 1, .l_linger = 0};
  must(
      ::setsockopt(c.client.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort),
      "setsockopt");
  c.client = Fd{};
  EXPECT_EQ(kernel.state(c.client_end, c.server_end), "gone");
  EXPECT_EQ(wait_for(kernel, c.server_end, c.client_end, "gone"), "gone");
}

}  // namespace
}  // namespace host
