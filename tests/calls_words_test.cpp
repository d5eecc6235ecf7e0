// The words of system calls, read from this program's own memory; and calls whose
// memory is not there, or not what they say.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "common/calls/table.h"
#include "common/calls/waits.h"
#include "common/calls/words.h"

namespace calls {
namespace {

// As a tracer reads it: the kernel copies up to the end of what is mapped.
std::size_t own_memory(std::uint64_t address, std::span<std::byte> buffer) {
  const iovec local{buffer.data(), buffer.size()};
  const iovec remote{reinterpret_cast<void*>(address), buffer.size()};
  const ssize_t size = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
  return size == -1 ? 0 : static_cast<std::size_t>(size);
}

std::uint64_t at(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

constexpr std::uint64_t nowhere = 0xdead0000dead0000;
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

sockaddr_in ipv4(const char* host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}

sockaddr_in6 ipv6(const char* host, std::uint16_t port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  ::inet_pton(AF_INET6, host, &address.sin6_addr);
  return address;
}

struct Case {
  SystemCall call;
  std::string words;
};

void expect_words(const std::vector<Case>& cases) {
  for (const Case& one : cases)
    EXPECT_EQ(words(one.call, own_memory), one.words);
}

TEST(CallsWords, AreThoseOfTheManualPages) {
  expect_words({
      {{SYS_socket, {AF_INET, SOCK_STREAM, 0}},
       "socket(AF_INET, SOCK_STREAM, 0)"},
      {{SYS_socket, {AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP}},
       "socket(AF_INET6, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_UDP)"},
      {{SYS_socket, {99, 77, 300}}, "socket(99, 77, 300)"},
      {{SYS_socket, {most, 1, most}}, "socket(-1, SOCK_STREAM, -1)"},
      {{SYS_listen, {3, 128}}, "listen(3, 128)"},
      {{SYS_accept, {3}}, "accept(3)"},
      {{SYS_accept4, {3, 0, 0, SOCK_NONBLOCK}}, "accept4(3, SOCK_NONBLOCK)"},
      {{SYS_read, {8, 1, 4096}}, "read(8, 4096)"},
      {{SYS_recvfrom, {8, 1, 65536}}, "recv(8, 65536)"},
      {{SYS_recvfrom, {8, 1, 65536, MSG_PEEK | MSG_DONTWAIT}},
       "recv(8, 65536, MSG_PEEK|MSG_DONTWAIT)"},
      {{SYS_recvfrom, {8, 1, 65536, 0, 1}}, "recvfrom(8, 65536)"},
      {{SYS_sendto, {8, 1, 5, MSG_NOSIGNAL}}, "send(8, 5, MSG_NOSIGNAL)"},
      {{SYS_sendto, {8, 1, 5, 0x80000}}, "send(8, 5, 0x80000)"},
      {{SYS_sendfile, {8, 5, 0, 4096}}, "sendfile(8, 5, 4096)"},
      {{SYS_splice, {5, 0, 8, 0, 4096}}, "splice(5, 8, 4096)"},
      {{SYS_shutdown, {8, SHUT_WR}}, "shutdown(8, SHUT_WR)"},
      {{SYS_shutdown, {8, 9}}, "shutdown(8, 9)"},
      {{SYS_close, {0xffffffffffffffff}}, "close(-1)"},
      {{SYS_close_range, {3, most}}, "close_range(3, UINT_MAX)"},
      {{SYS_close_range, {3, 9, 4}}, "close_range(3, 9, CLOSE_RANGE_CLOEXEC)"},
      {{SYS_dup, {8}}, "dup(8)"},
      {{SYS_dup3, {8, 9, 0}}, "dup3(8, 9)"},
      {{SYS_pidfd_getfd, {4, 7}}, "pidfd_getfd(4, 7)"},
      {{SYS_fcntl, {8, F_SETFL, O_RDWR | O_NONBLOCK}},
       "fcntl(8, F_SETFL, O_NONBLOCK)"},
      {{SYS_fcntl, {8, F_SETFL, O_RDWR}}, "fcntl(8, F_SETFL, 0)"},
      {{SYS_fcntl, {8, F_DUPFD_CLOEXEC, 10}}, "fcntl(8, F_DUPFD_CLOEXEC, 10)"},
      {{SYS_ioctl, {8, FIONREAD}}, "ioctl(8, FIONREAD)"},
      {{SYS_getsockopt, {5, SOL_SOCKET, SO_ERROR}}, "getsockopt(5, SO_ERROR)"},
      {{SYS_getsockopt, {5, SOL_SOCKET, 777}},
       "getsockopt(5, SOL_SOCKET, 777)"},
      {{SYS_getsockopt, {5, 999, 1}}, "getsockopt(5, 999, 1)"},
      {{SYS_epoll_ctl, {4, EPOLL_CTL_DEL, 8}},
       "epoll_ctl(4, EPOLL_CTL_DEL, 8)"},
      {{SYS_epoll_pwait, {5, 0, 10}}, "epoll_wait(5)"},
      {{SYS_epoll_pwait, {5, 0, 10, 0, 1}}, "epoll_pwait(5)"},
      {{SYS_io_uring_setup, {8}}, "io_uring_setup(8)"},
      {{SYS_getppid, {}}, "system call " + std::to_string(SYS_getppid)},
  });
}

TEST(CallsWords, OfAnIntTakeTheLowerHalfOfItsArgument) {
  constexpr std::uint64_t garbage = 0x1234567800000000;
  expect_words({
      {{SYS_shutdown, {garbage | 8, garbage | SHUT_WR}},
       "shutdown(8, SHUT_WR)"},
      {{SYS_fcntl, {garbage | 8, garbage | F_SETFL, O_NONBLOCK}},
       "fcntl(8, F_SETFL, O_NONBLOCK)"},
      {{SYS_getsockopt, {5, garbage | SOL_SOCKET, garbage | SO_ERROR}},
       "getsockopt(5, SO_ERROR)"},
  });
}

TEST(CallsWords, SayWhereTheyGo) {
  const sockaddr_in four = ipv4("192.0.2.2", 80);
  const sockaddr_in6 six = ipv6("2001:db8::2", 443);
  const sockaddr_in6 mapped = ipv6("::ffff:192.0.2.2", 80);
  const sockaddr unspecified{};
  const sockaddr local{.sa_family = AF_UNIX, .sa_data = {}};
  expect_words({
      {{SYS_connect, {3, at(&four), sizeof four}}, "connect(3, 192.0.2.2:80)"},
      {{SYS_bind, {3, at(&six), sizeof six}}, "bind(3, [2001:db8::2]:443)"},
      {{SYS_connect, {3, at(&mapped), sizeof mapped}},
       "connect(3, [::ffff:192.0.2.2]:80)"},
      {{SYS_connect, {3, at(&unspecified), sizeof unspecified}},
       "connect(3, AF_UNSPEC)"},
      {{SYS_connect, {3, at(&local), sizeof local}}, "connect(3, AF_UNIX)"},
      {{SYS_connect, {3, at(&four), 7}}, "connect(3, AF_INET)"},
      {{SYS_connect, {3, at(&four), 1}}, "connect(3, ?)"},
      {{SYS_connect, {3, nowhere, sizeof four}}, "connect(3, ?)"},
      {{SYS_connect, {3, 0, sizeof four}}, "connect(3, ?)"},
      {{SYS_sendto, {3, 1, 5, 0, at(&four), sizeof four}},
       "sendto(3, 5, 192.0.2.2:80)"},
  });
}

TEST(CallsWords, SayWhatAnOptionIsSetTo) {
  const linger hard{.l_onoff = 1, .l_linger = 0};
  const timeval time{.tv_sec = 5, .tv_usec = 20};
  const int one = 1;
  const int sixty = 60;
  const unsigned char byte = 64;
  const std::string cubic = "cubic";
  const std::string strange = "a\033[2Jb";
  const auto set = [](std::uint64_t level, std::uint64_t option,
                      const void* value, std::uint64_t size) {
    return SystemCall{SYS_setsockopt, {8, level, option, at(value), size}};
  };
  expect_words({
      {set(SOL_SOCKET, SO_LINGER, &hard, sizeof hard),
       "setsockopt(8, SO_LINGER, {1, 0})"},
      {set(SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time),
       "setsockopt(8, SO_RCVTIMEO, {5, 20})"},
      {set(IPPROTO_TCP, TCP_NODELAY, &one, 4), "setsockopt(8, TCP_NODELAY, 1)"},
      {set(IPPROTO_TCP, TCP_CONGESTION, cubic.data(), 5),
       "setsockopt(8, TCP_CONGESTION, \"cubic\")"},
      {set(IPPROTO_TCP, TCP_CONGESTION, strange.data(), strange.size()),
       "setsockopt(8, TCP_CONGESTION, \"a?[2Jb\")"},
      {set(IPPROTO_IP, IP_TTL, &byte, 1), "setsockopt(8, IP_TTL, 64)"},
      {set(IPPROTO_TCP, TCP_MD5SIG, &one, 4),
       "setsockopt(8, TCP_MD5SIG, 4 bytes)"},
      {set(SOL_SOCKET, 777, &one, 4),
       "setsockopt(8, SOL_SOCKET, 777, 4 bytes)"},
      {{SYS_setsockopt, {8, SOL_SOCKET, SO_LINGER, nowhere, most}},
       "setsockopt(8, SO_LINGER, ?)"},
      {{SYS_ioctl, {8, FIONBIO, at(&one)}}, "ioctl(8, FIONBIO, 1)"},
      {{SYS_ioctl, {8, FIONBIO, nowhere}}, "ioctl(8, FIONBIO, ?)"},
  });
  EXPECT_EQ(folded_words(set(IPPROTO_TCP, TCP_NODELAY, &one, 4), own_memory),
            "TCP_NODELAY");
  EXPECT_EQ(folded_words(set(IPPROTO_TCP, TCP_KEEPIDLE, &sixty, 4), own_memory),
            "TCP_KEEPIDLE 60");
  EXPECT_EQ(folded_words(set(IPPROTO_TCP, TCP_KEEPCNT, &one, 4), own_memory),
            "TCP_KEEPCNT 1");
}

// Two vectors, "GET " and "/", as every call has them that takes vectors.
struct Vectors {
  std::string first = "GET ";
  std::string second = "/";
  iovec vectors[2] = {{first.data(), 4}, {second.data(), 1}};
  sockaddr_in address = ipv4("192.0.2.2", 53);
  msghdr message{};
  mmsghdr messages[2]{};
  Vectors() {
    message.msg_iov = vectors;
    message.msg_iovlen = 2;
    messages[0] = {.msg_hdr = message, .msg_len = 2};
    messages[1] = {.msg_hdr = message, .msg_len = 5};
  }
};

TEST(CallsWords, AddUpVectorsAndMessages) {
  Vectors data;
  expect_words({
      {{SYS_writev, {8, at(data.vectors), 2}}, "writev(8, 5)"},
      {{SYS_readv, {8, at(data.vectors), 2}}, "readv(8, 5)"},
      {{SYS_preadv2, {8, at(data.vectors), 2, most, most}}, "preadv2(8, 5)"},
      {{SYS_sendmsg, {8, at(&data.message), MSG_MORE}},
       "sendmsg(8, 5, MSG_MORE)"},
      {{SYS_recvmsg, {8, at(&data.message)}}, "recvmsg(8, 5)"},
      {{SYS_sendmmsg, {8, at(data.messages), 2}},
       "sendmmsg(8, 2 messages, 10)"},
  });
  data.message.msg_name = &data.address;
  data.message.msg_namelen = sizeof data.address;
  expect_words({
      {{SYS_sendmsg, {8, at(&data.message)}}, "sendmsg(8, 5, 192.0.2.2:53)"},
      {{SYS_recvmsg, {8, at(&data.message)}}, "recvmsg(8, 5)"},
  });
}

TEST(CallsWords, ShowTheFirstBytes) {
  Vectors data;
  const auto written = [](const SystemCall& call, std::size_t size) {
    return bytes_written(call, own_memory, size);
  };
  EXPECT_EQ(written({SYS_write, {8, at(data.first.data()), 4}}, 3), "GET");
  EXPECT_EQ(written({SYS_writev, {8, at(data.vectors), 2}}, 99), "GET /");
  EXPECT_EQ(written({SYS_sendmmsg, {8, at(data.messages), 2}}, 7), "GET /GE");
  EXPECT_EQ(written({SYS_sendfile, {8, 5, 0, 4}}, 9), "");
  EXPECT_EQ(written({SYS_read, {8, at(data.first.data()), 4}}, 3), "");
  const auto read = [](const SystemCall& call, long long result) {
    return bytes_read(call, own_memory, result, 99);
  };
  EXPECT_EQ(read({SYS_read, {8, at(data.first.data()), 4}}, 2), "GE");
  EXPECT_EQ(read({SYS_readv, {8, at(data.vectors), 2}}, 5), "GET /");
  EXPECT_EQ(read({SYS_recvmsg, {8, at(&data.message)}}, 4), "GET ");
  EXPECT_EQ(read({SYS_recvmmsg, {8, at(data.messages), 2}}, 2), "GEGET /");
  EXPECT_EQ(read({SYS_recvmmsg, {8, at(data.messages), 2}}, 1), "GE");
  EXPECT_EQ(read({SYS_read, {8, at(data.first.data()), 4}}, -EAGAIN), "");
}

TEST(CallsWords, SayWhatCameOutBeside) {
  Vectors data;
  const sockaddr_in6 peer = ipv6("2001:db8::1", 40000);
  const socklen_t size = sizeof peer;
  const socklen_t four = sizeof(int);
  const int refused = ECONNREFUSED;
  const int none = 0;
  const int waiting = 17;
  const auto out = [](const SystemCall& call, long long result) {
    return outcome(call, own_memory, result);
  };
  EXPECT_EQ(out({SYS_accept, {3, at(&peer), at(&size)}}, 4),
            "from [2001:db8::1]:40000");
  EXPECT_EQ(out({SYS_accept, {3}}, 4), "");
  EXPECT_EQ(out({SYS_accept, {3, at(&peer), at(&size)}}, -EAGAIN), "");
  EXPECT_EQ(out({SYS_recvfrom, {3, 0, 9, 0, at(&peer), at(&size)}}, 4),
            "from [2001:db8::1]:40000");
  const auto get = [](std::uint64_t option, const int& value,
                      const socklen_t& length) {
    return SystemCall{SYS_getsockopt,
                      {3, SOL_SOCKET, option, at(&value), at(&length)}};
  };
  EXPECT_EQ(out(get(SO_ERROR, refused, four), 0), "ECONNREFUSED");
  EXPECT_EQ(out(get(SO_ERROR, none, four), 0), "no error");
  EXPECT_EQ(out(get(SO_RCVBUF, waiting, four), 0), "17");
  EXPECT_EQ(out({SYS_ioctl, {3, FIONREAD, at(&waiting)}}, 0), "17");
  EXPECT_EQ(out({SYS_recvmmsg, {8, at(data.messages), 2}}, 2), "7 bytes");
  data.message.msg_flags = MSG_TRUNC | MSG_CMSG_CLOEXEC;
  EXPECT_EQ(out({SYS_recvmsg, {8, at(&data.message)}}, 5), "MSG_TRUNC");
  data.message.msg_name = &data.address;
  data.message.msg_namelen = sizeof data.address;
  EXPECT_EQ(out({SYS_recvmsg, {8, at(&data.message)}}, 5),
            "from 192.0.2.2:53, MSG_TRUNC");
}

TEST(CallsWords, NameTheDescriptorsThatAMessagePasses) {
  alignas(cmsghdr) char
      control[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(2 * sizeof(int))]{};
  msghdr message{};
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const other = CMSG_FIRSTHDR(&message);
  *other = {CMSG_LEN(sizeof(ucred)), SOL_SOCKET, SCM_CREDENTIALS};
  cmsghdr* const rights = CMSG_NXTHDR(&message, other);
  *rights = {CMSG_LEN(2 * sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  const int both[] = {7, 9};
  std::memcpy(CMSG_DATA(rights), both, sizeof both);
  const SystemCall call{SYS_sendmsg, {3, at(&message)}};
  EXPECT_EQ(passed(call, own_memory), (std::vector{7, 9}));

  rights->cmsg_len = CMSG_LEN(2 * sizeof(int)) + 100;  // longer than there is
  EXPECT_EQ(passed(call, own_memory), std::vector<int>{});
  other->cmsg_len = 0;  // it would stand still
  EXPECT_EQ(passed(call, own_memory), std::vector<int>{});
}

TEST(CallsWords, OfMemoryThatIsNotThereSayThatItIsNotKnown) {
  Vectors data;
  iovec huge[2] = {{nullptr, most}, {nullptr, most}};
  expect_words({
      {{SYS_writev, {8, nowhere, 2}}, "writev(8, ?)"},
      {{SYS_writev, {8, at(huge), 2}},
       "writev(8, " + std::to_string(most) + ")"},
      {{SYS_writev, {8, at(huge), 1000000}}, "writev(8, ?)"},
      {{SYS_readv, {8, at(huge), most}}, "readv(8, ?)"},
      {{SYS_sendmsg, {8, nowhere}}, "sendmsg(8, ?)"},
      {{SYS_sendmmsg, {8, nowhere, most}}, "sendmmsg(8, -1 messages, 0)"},
      {{SYS_write, {8, nowhere, most}},
       "write(8, " + std::to_string(most) + ")"},
  });
  EXPECT_EQ(bytes_written({SYS_write, {8, nowhere, most}}, own_memory, most),
            "");
  EXPECT_EQ(bytes_written({SYS_writev, {8, at(huge), 2}}, own_memory, most),
            "");
  EXPECT_EQ(bytes_read({SYS_recvmmsg, {8, nowhere, most}}, own_memory,
                       std::numeric_limits<long long>::max(), most),
            "");
}

TEST(CallsWords, ReadOnlyAsFarAsMemoryGoes) {
  const Memory short_memory = [](std::uint64_t address,
                                 std::span<std::byte> buffer) {
    if (address >= 7) return std::size_t{0};
    const std::size_t size = std::min<std::size_t>(buffer.size(), 7 - address);
    std::memset(buffer.data(), 'x', size);
    return size;
  };
  EXPECT_EQ(bytes_written({SYS_write, {8, 2, most}}, short_memory, most),
            "xxxxx");
}

TEST(CallsWords, OfAWaitNameItsDescriptorsAndEvents) {
  pollfd polled[] = {{3, POLLIN, 0},
                     {-1, POLLIN, 0},
                     {4, POLLOUT | POLLRDHUP, POLLOUT | POLLHUP}};
  const SystemCall poll{SYS_ppoll, {at(polled), 3}};
  EXPECT_EQ(words(poll, own_memory), "poll(3 POLLIN, 4 POLLOUT|POLLRDHUP)");
  EXPECT_EQ(words(ready(poll, own_memory, 1, {})), "4 POLLOUT|POLLHUP");
  EXPECT_EQ(words(ready(poll, own_memory, 0, {})), "");
  EXPECT_EQ(words(ready(poll, own_memory, -EINTR, {})), "");
  const SystemCall with_mask{SYS_ppoll, {at(polled), 1, 0, 1}};
  EXPECT_EQ(words(with_mask, own_memory), "ppoll(3 POLLIN)");

  fd_set reads{};
  fd_set writes{};
  FD_SET(3, &reads);
  FD_SET(200, &reads);
  FD_SET(200, &writes);
  const SystemCall select{SYS_pselect6,
                          {201, at(&reads), at(&writes), 0, 0, 0}};
  EXPECT_EQ(words(select, own_memory),
            "select(3 readable, 200 readable|writable)");
  EXPECT_EQ(words({SYS_pselect6, {200, at(&reads), at(&writes)}}, own_memory),
            "select(3 readable)");
  EXPECT_EQ(words(ready(select, own_memory, 3, {})),
            "3 readable, 200 readable|writable");
}

TEST(CallsWords, OfAnEpollMapItsDataToDescriptors) {
  const auto descriptors = descriptors_of_epoll(
      "pos:\t0\nflags:\t02\nmnt_id:\t15\n"
      "tfd:        8 events:       19 data: 7f0000001234  pos:0 ino:1 sdev:8\n"
      "tfd:       11 events:       19 data: ffffffffffffffff  pos:0 ino:2\n"
      "tfd: nonsense\ntfd: 5 data: zz\ntfd:");
  EXPECT_EQ(descriptors, (std::multimap<std::uint64_t, int>{{0x7f0000001234, 8},
                                                            {most, 11}}));
  epoll_event events[3]{};
  events[0].events = EPOLLIN | EPOLLRDHUP;
  events[0].data.u64 = most;
  events[1].events = EPOLLOUT;
  events[1].data.u64 = 1;  // of no descriptor that is known
  events[2].events = EPOLLHUP | EPOLLERR;
  events[2].data.u64 = 0x7f0000001234;
  const SystemCall wait{SYS_epoll_pwait, {5, at(events), 3}};
  EXPECT_EQ(words(ready(wait, own_memory, 3, descriptors)),
            "11 EPOLLIN|EPOLLRDHUP, 8 EPOLLERR|EPOLLHUP");
  EXPECT_EQ(
      words({SYS_epoll_ctl, {5, EPOLL_CTL_ADD, 8, at(events)}}, own_memory),
      "epoll_ctl(5, EPOLL_CTL_ADD, 8, EPOLLIN|EPOLLRDHUP)");
}

TEST(CallsWords, OfAWaitWithImpossibleSizesComeToAnEnd) {
  const pollfd one{3, POLLIN, POLLIN};
  for (const std::uint64_t size :
       {most, std::uint64_t{1} << 31, std::uint64_t{1} << 30}) {
    EXPECT_EQ(words({SYS_ppoll, {nowhere, size}}, own_memory), "poll()");
    EXPECT_EQ(words({SYS_pselect6, {size, nowhere, 0, nowhere}}, own_memory),
              "select()");
    EXPECT_EQ(words({SYS_ppoll, {at(&one), size}}, own_memory).substr(0, 14),
              "poll(3 POLLIN,");
    EXPECT_TRUE(ready({SYS_epoll_pwait, {5, nowhere, size}}, own_memory,
                      std::numeric_limits<long long>::max(), {})
                    .empty());
  }
}

TEST(CallsTable, KnowsWhatKindACallIs) {
  EXPECT_EQ(kind_of({SYS_recvfrom, {}}), Kind::reads);
  EXPECT_EQ(kind_of({SYS_fcntl, {3, F_SETFL}}), Kind::sets);
  EXPECT_EQ(kind_of({SYS_fcntl, {3, F_DUPFD}}), Kind::duplicates);
  EXPECT_EQ(kind_of({SYS_fcntl, {3, F_SETLK}}), std::nullopt);
  EXPECT_EQ(kind_of({SYS_getppid, {}}), std::nullopt);
  EXPECT_EQ(name_of({SYS_getppid, {}}), "");
}

TEST(CallsTable, SaysWhichDescriptorsACallIsAbout) {
  EXPECT_EQ(descriptors({SYS_recvfrom, {8, 9, 10}}), std::vector{8});
  EXPECT_EQ(descriptors({SYS_splice, {8, 0, 9}}), (std::vector{8, 9}));
  EXPECT_EQ(descriptors({SYS_sendfile, {8, 9}}), (std::vector{8, 9}));
  EXPECT_EQ(descriptors({SYS_epoll_ctl, {4, 1, 9}}), (std::vector{4, 9}));
  EXPECT_EQ(descriptors({SYS_socket, {2, 1}}), std::vector<int>{});
  EXPECT_EQ(descriptors({SYS_ppoll, {2, 1}}), std::vector<int>{});
  EXPECT_EQ(descriptors({SYS_epoll_pwait, {2, 1}}), std::vector<int>{});
  EXPECT_EQ(descriptors({SYS_close_range, {2, 9}}), std::vector<int>{});
}

TEST(CallsTable, SaysWhatALaneShows) {
  EXPECT_EQ(shown({SYS_close, {8}}), Shown::always);
  EXPECT_EQ(shown({SYS_setsockopt, {8, SOL_SOCKET, SO_LINGER}}), Shown::always);
  EXPECT_EQ(shown({SYS_setsockopt, {8, IPPROTO_TCP, SO_LINGER}}),
            Shown::folded);
  EXPECT_EQ(shown({SYS_getsockopt, {8, SOL_SOCKET, SO_ERROR}}), Shown::always);
  EXPECT_EQ(shown({SYS_getsockopt, {8, SOL_SOCKET, SO_TYPE}}), Shown::with_all);
  EXPECT_EQ(shown({SYS_epoll_ctl, {4, 1, 9}}), Shown::with_all);
  EXPECT_EQ(shown({SYS_ioctl, {8, FIONBIO}}), Shown::always);
  EXPECT_EQ(shown({SYS_ioctl, {8, FIONREAD}}), Shown::with_all);
  EXPECT_EQ(shown({SYS_fcntl, {8, F_SETFL}}), Shown::always);
}

TEST(CallsTable, HasItsRowsInOrderAndEachOnce) {
  for (std::size_t i = 1; i < table().size(); ++i) {
    const Row& before = table()[i - 1];
    const Row& row = table()[i];
    EXPECT_LE(before.number, row.number);
    EXPECT_TRUE(before.number != row.number || before.second != row.second);
  }
}

}  // namespace
}  // namespace calls
