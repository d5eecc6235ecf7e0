// forms GROUP: makes each form of call on sockets once, always in the same order
// and with the same results. tests/calls_oracle.sh compares what two tracers say
// of it.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include "common/socket/must.h"

namespace {

sockaddr_in loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Calls whose results the tracers compare; only what all the rest needs is checked.
struct Pair {
  int listener = -1;
  int client = -1;
  int peer = -1;
  sockaddr_in place{};
};

sockaddr* generic(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);
}

Pair connected() {
  Pair pair;
  pair.listener = must(::socket(AF_INET, SOCK_STREAM, 0), "socket()");
  pair.place = loopback();
  must(::bind(pair.listener, generic(pair.place), sizeof pair.place), "bind()");
  must(::listen(pair.listener, 5), "listen()");
  socklen_t size = sizeof pair.place;
  must(::getsockname(pair.listener, generic(pair.place), &size),
       "getsockname()");
  pair.client = must(::socket(AF_INET, SOCK_STREAM, 0), "socket()");
  must(::connect(pair.client, generic(pair.place), size), "connect()");
  pair.peer = must(::accept(pair.listener, nullptr, nullptr), "accept()");
  return pair;
}

int bound_udp(sockaddr_in& place) {
  const int fd = must(::socket(AF_INET, SOCK_DGRAM, 0), "socket()");
  place = loopback();
  socklen_t size = sizeof place;
  must(::bind(fd, generic(place), size), "bind()");
  must(::getsockname(fd, generic(place), &size), "getsockname()");
  return fd;
}

// Until so many bytes are there to be read: what follows cannot come too early.
void await(int fd, int bytes) {
  std::array<char, 64> buffer{};
  ::recv(fd, buffer.data(), static_cast<std::size_t>(bytes),
         MSG_PEEK | MSG_WAITALL);
}

std::array<char, 64> buffer{};
iovec halves[2] = {{buffer.data(), 2}, {buffer.data() + 2, 3}};

void moves() {
  const Pair pair = connected();
  ::write(pair.client, "hello", 5);
  await(pair.peer, 5);
  ::read(pair.peer, buffer.data(), 5);
  ::writev(pair.client, halves, 2);
  await(pair.peer, 5);
  ::readv(pair.peer, halves, 2);
  ::pwritev2(pair.client, halves, 2, -1, 0);
  await(pair.peer, 5);
  ::preadv2(pair.peer, halves, 2, -1, 0);
  ::send(pair.client, "hello", 5, MSG_NOSIGNAL);
  await(pair.peer, 5);
  ::recv(pair.peer, buffer.data(), 64, MSG_DONTWAIT);
  ::recv(pair.peer, buffer.data(), 64, MSG_DONTWAIT);  // EAGAIN
  sockaddr_in from{};
  socklen_t size = sizeof from;
  ::send(pair.client, "hello", 5, 0);
  ::recvfrom(pair.peer, buffer.data(), 5, MSG_WAITALL, generic(from), &size);
  msghdr message{};
  message.msg_iov = halves;
  message.msg_iovlen = 2;
  ::sendmsg(pair.client, &message, 0);
  ::recvmsg(pair.peer, &message, MSG_WAITALL);
  mmsghdr messages[2] = {{message, 0}, {message, 0}};
  ::sendmmsg(pair.client, messages, 2, 0);
  await(pair.peer, 10);
  ::recvmmsg(pair.peer, messages, 2, 0, nullptr);

  const int file = must(::open("/proc/self/exe", O_RDONLY), "open()");
  ::sendfile(pair.client, file, nullptr, 5);
  await(pair.peer, 5);
  int pipe[2];
  must(::pipe(pipe), "pipe()");
  ::splice(pair.peer, nullptr, pipe[1], nullptr, 5, 0);
  ::splice(pipe[0], nullptr, pair.peer, nullptr, 5, 0);
  await(pair.client, 5);
  int waiting = 0;
  ::ioctl(pair.client, FIONREAD, &waiting);
  ::shutdown(pair.client, SHUT_WR);
  ::read(pair.peer, buffer.data(), 5);
  ::shutdown(pair.peer, SHUT_RDWR);
  ::close(pair.client);
  ::close(pair.peer);
  ::close(pair.listener);
}

void options() {
  const Pair pair = connected();
  int value = 1;
  socklen_t size = sizeof value;
  ::setsockopt(pair.client, IPPROTO_TCP, TCP_NODELAY, &value, size);
  ::setsockopt(pair.client, SOL_SOCKET, SO_KEEPALIVE, &value, size);
  ::setsockopt(pair.client, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
  ::setsockopt(pair.client, SOL_SOCKET, 7777, &value, size);
  ::getsockopt(pair.client, SOL_SOCKET, SO_ERROR, &value, &size);
  ::getsockopt(pair.client, IPPROTO_TCP, TCP_MAXSEG, &value, &size);
  ::fcntl(pair.client, F_SETFL, O_NONBLOCK);
  ::ioctl(pair.client, FIONBIO, &value);
  const linger hard{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(pair.client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(pair.client);
  ::recv(pair.peer, buffer.data(), 64, 0);                 // ECONNRESET
  ::send(pair.peer, "x", 1, MSG_NOSIGNAL);                 // EPIPE
  ::shutdown(pair.peer, SHUT_WR);                          // ENOTCONN
  ::connect(pair.listener, nullptr, sizeof(sockaddr_in));  // EFAULT
}

void refused() {
  Pair pair = connected();
  ::close(pair.listener);
  const int late = must(::socket(AF_INET, SOCK_STREAM, 0), "socket()");
  ::connect(late, generic(pair.place), sizeof pair.place);  // ECONNREFUSED
  ::close(late);
  const int eager =
      must(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket()");
  ::connect(eager, generic(pair.place),
            sizeof pair.place);  // it is over at once
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(eager, SOL_SOCKET, SO_ERROR, &error, &size);
  ::close(eager);
}

void datagrams() {
  sockaddr_in first{};
  sockaddr_in second{};
  const int one = bound_udp(first);
  const int two = bound_udp(second);
  ::sendto(one, "hello", 5, 0, generic(second), sizeof second);
  sockaddr_in from{};
  socklen_t size = sizeof from;
  ::recvfrom(two, buffer.data(), 3, MSG_TRUNC, generic(from), &size);
  ::connect(two, generic(first), sizeof first);
  ::send(two, "hello", 5, 0);
  ::read(one, buffer.data(), 64);
  msghdr message{};
  message.msg_name = &second;
  message.msg_namelen = sizeof second;
  message.msg_iov = halves;
  message.msg_iovlen = 2;
  ::sendmsg(one, &message, 0);
  ::recvmsg(two, &message, 0);
  ::close(two);
  ::sendto(one, "hello", 5, 0, generic(second), sizeof second);
  ::close(one);
}

void numbers() {
  const Pair pair = connected();
  const int copy = ::dup(pair.client);
  ::dup2(copy, 50);
  ::dup3(copy, 51, O_CLOEXEC);
  ::fcntl(copy, F_DUPFD, 60);
  ::fcntl(copy, F_DUPFD_CLOEXEC, 61);
  const int self = static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0));
  const int again = static_cast<int>(::syscall(SYS_pidfd_getfd, self, 50, 0));
  ::close(again);
  ::close(pair.client);
  ::close(copy);
  ::dup2(pair.listener, 51);
  ::close_range(50, 70, 0);
  ::read(pair.peer, buffer.data(), 5);
}

void waits() {
  const Pair pair = connected();
  ::send(pair.client, "hello", 5, 0);
  await(pair.peer, 5);
  pollfd polled{pair.peer, POLLIN, 0};
  ::poll(&polled, 1, -1);
  const sigset_t none{};
  ::ppoll(&polled, 1, nullptr, &none);
  fd_set set{};
  FD_SET(pair.peer, &set);
  ::select(pair.peer + 1, &set, nullptr, nullptr, nullptr);
  ::pselect(pair.peer + 1, &set, nullptr, nullptr, nullptr, &none);
  const int epoll = must(::epoll_create1(0), "epoll_create1()");
  epoll_event event{.events = EPOLLIN, .data = {.u64 = 0x123456789}};
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, pair.peer, &event);
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, pair.peer, &event);  // EEXIST
  std::array<epoll_event, 4> events{};
  ::epoll_wait(epoll, events.data(), 4, -1);
  ::epoll_pwait(epoll, events.data(), 4, -1, &none);
  ::epoll_pwait2(epoll, events.data(), 4, nullptr, &none);
  ::epoll_ctl(epoll, EPOLL_CTL_MOD, pair.peer, &event);
  ::epoll_ctl(epoll, EPOLL_CTL_DEL, pair.peer, nullptr);
}

// A timer's signal brings its socket; -1 if there is none.
void send_from_handler(int /*signal*/, siginfo_t* information,
                       void* /*context*/) {
  const int fd = information->si_value.sival_int;
  if (fd != -1) ::send(fd, "hello", 5, 0);
}

// A signal comes while recv waits. Without SA_RESTART that is EINTR; with it the
// kernel makes the call again, and finds what the handler has sent.
void signals() {
  const Pair pair = connected();
  for (const bool restarts : {false, true}) {
    struct sigaction action {};
    action.sa_sigaction = send_from_handler;
    action.sa_flags = SA_SIGINFO | (restarts ? SA_RESTART : 0);
    must(::sigaction(SIGALRM, &action, nullptr), "sigaction()");
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    event.sigev_value.sival_int = restarts ? pair.client : -1;
    timer_t timer{};
    must(::timer_create(CLOCK_MONOTONIC, &event, &timer), "timer_create()");
    // Without SA_RESTART again and again: the first might come before recv.
    const timespec soon{0, 50000000};
    const itimerspec when{restarts ? timespec{} : soon, soon};
    must(::timer_settime(timer, 0, &when, nullptr), "timer_settime()");
    ::recv(pair.peer, buffer.data(), 64, 0);
    must(::timer_delete(timer), "timer_delete()");
  }
}

void children() {
  const Pair pair = connected();
  for (const bool by_vfork : {false, true}) {
    const pid_t child = by_vfork ? ::vfork() : ::fork();
    if (child == 0) {
      ::close(pair.listener);
      ::send(pair.client, "hello", 5, 0);
      ::_exit(3);
    }
    ::waitpid(child, nullptr, 0);
    ::read(pair.peer, buffer.data(), 5);
  }
  ::close(pair.client);
  ::close(pair.peer);
}

void threads() {
  const Pair pair = connected();
  for (int i = 0; i < 3; ++i)
    std::thread{[&] {
      ::send(pair.client, "hello", 5, 0);
      ::recv(pair.peer, buffer.data(), 5, MSG_WAITALL);
    }}.join();
}

// A socket goes to a child in a message, and this process closes its own.
void passing() {
  const Pair pair = connected();
  int ends[2];
  must(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair()");
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
  msghdr message{};
  message.msg_iov = halves;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const rights = CMSG_FIRSTHDR(&message);
  *rights = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  std::memcpy(CMSG_DATA(rights), &pair.client, sizeof(int));
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pair.client);
    ::recvmsg(ends[1], &message, 0);
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(rights), sizeof fd);
    ::send(fd, "hello", 5, 0);
    ::_exit(0);
  }
  ::sendmsg(ends[0], &message, 0);
  ::close(pair.client);
  ::waitpid(child, nullptr, 0);
  ::read(pair.peer, buffer.data(), 5);
  ::read(pair.peer, buffer.data(), 5);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::map<std::string, void (*)()> groups = {
      {"moves", moves},         {"options", options},   {"refused", refused},
      {"datagrams", datagrams}, {"numbers", numbers},   {"waits", waits},
      {"signals", signals},     {"children", children}, {"threads", threads},
      {"passing", passing}};
  const auto group = groups.find(argc == 2 ? argv[1] : "");
  if (group == groups.end()) {
    std::cerr << "usage: forms GROUP; these are:";
    for (const auto& [name, function] : groups) std::cerr << ' ' << name;
    std::cerr << '\n';
    return 2;
  }
  group->second();
} catch (const std::exception& error) {
  std::cerr << "forms: " << error.what() << '\n';
  return 1;
}
