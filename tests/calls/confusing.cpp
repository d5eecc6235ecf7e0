// confusing WAY [END]: does what makes it hard to be traced, and says what came of
// it: the same words and the same status, whether somebody traces it or not.
// tests/calls_confused.sh compares them. Without WAY: says which there are.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "common/socket/must.h"
#include "common/text/errno_name.h"

namespace {

// --- what the ways share -----------------------------------------------------

void say(const std::string& text) {
  std::cout << text << std::endl;
}

std::string result(long value) {
  return value == -1 ? "-1 " + errno_name(errno) : std::to_string(value);
}

std::string words(int status) {
  if (WIFEXITED(status)) return "exit " + std::to_string(WEXITSTATUS(status));
  if (WIFSIGNALED(status))
    return "killed by " + std::to_string(WTERMSIG(status));
  if (WIFSTOPPED(status))
    return "stopped by " + std::to_string(WSTOPSIG(status));
  return WIFCONTINUED(status) ? "continued" : "?";
}

std::string wait_for(pid_t child, int options = 0) {
  int status = 0;
  return ::waitpid(child, &status, options) == child ? words(status)
                                                     : "waitpid: " + result(-1);
}

// Its function must not return: _exit() in it, or exec.
pid_t start(const std::function<void()>& child) {
  const pid_t pid = must(::fork(), "fork()");
  if (pid != 0) return pid;
  child();
  ::_exit(99);
}

// Two ends of a TCP connection over loopback.
std::array<int, 2> connection() {
  const int listener = must(::socket(AF_INET, SOCK_STREAM, 0), "socket()");
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* const address = reinterpret_cast<sockaddr*>(&place);
  must(::bind(listener, address, size), "bind()");
  must(::listen(listener, 5), "listen()");
  must(::getsockname(listener, address, &size), "getsockname()");
  const int client = must(::socket(AF_INET, SOCK_STREAM, 0), "socket()");
  must(::connect(client, address, size), "connect()");
  const int peer = must(::accept(listener, nullptr, nullptr), "accept()");
  ::close(listener);
  return {client, peer};
}

// One byte there and back.
std::string exchange() {
  const auto [client, peer] = connection();
  char byte = 'x';
  const bool went =
      ::send(client, &byte, 1, 0) == 1 && ::recv(peer, &byte, 1, 0) == 1 &&
      ::shutdown(client, SHUT_WR) == 0 && ::read(peer, &byte, 1) == 0;
  ::close(client);
  ::close(peer);
  return went ? "a byte went" : "no byte went";
}

void on_signal(int signal, int flags, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  must(::sigaction(signal, &action, nullptr), "sigaction()");
}

void nothing(int /*signal*/) {}

// SIGALRM each millisecond.
void ring() {
  timer_t timer{};
  must(::timer_create(CLOCK_MONOTONIC, nullptr, &timer), "timer_create()");
  const itimerspec often{{0, 1000000}, {0, 1000000}};
  must(::timer_settime(timer, 0, &often, nullptr), "timer_settime()");
}

// --- the ways ----------------------------------------------------------------

void thread_that_executes(const std::string& self) {
  const pid_t child = start([&] {
    connection();
    std::thread{[] { ::pause(); }}.detach();
    std::thread{[&] {
      ::execl(self.c_str(), self.c_str(), "one_exchange", nullptr);
    }}.join();
  });
  say(wait_for(child));
}

pid_t vforked(const char* self, int status) {
  const pid_t child = ::vfork();
  if (child == 0) {
    if (status != 0) ::_exit(status);
    ::execl(self, self, "one_exchange", nullptr);
    ::_exit(98);
  }
  return child;
}

void vforks(const std::string& self) {
  for (int i = 0; i < 10; ++i) {
    say(wait_for(vforked(self.c_str(), 0)));
    say(wait_for(vforked(self.c_str(), 30 + i)));
  }
}

// A byte lets the child go to its next stop: each one is seen before.
void stops(const std::string& /*self*/) {
  const auto [client, peer] = connection();
  const pid_t child = start([fd = peer] {
    char byte = 0;
    for (const int signal : {SIGSTOP, SIGTSTP, SIGTTIN}) {
      ::raise(signal);
      ::recv(fd, &byte, 1, 0);
    }
    ::_exit(static_cast<int>(::recv(fd, &byte, 1, 0)) + 40);
  });
  for (int i = 0; i < 4; ++i) {
    if (i == 3) must(::kill(child, SIGSTOP), "kill()");  // within recv
    say(wait_for(child, WUNTRACED));
    must(::kill(child, SIGCONT), "kill()");
    say(wait_for(child, WCONTINUED));
    ::send(client, "x", 1, 0);
  }
  say(wait_for(child));
}

// The kernel counts on when a stop has interrupted it: restart_syscall.
void stop_within_poll(const std::string& /*self*/) {
  const auto [client, peer] = connection();
  const pid_t child = start([fd = peer] {
    constexpr int longer_than_the_test = 60'000;
    pollfd polled{fd, POLLIN, 0};
    ::_exit(40 + ::poll(&polled, 1, longer_than_the_test));
  });
  for (int i = 0; i < 5; ++i) {
    must(::kill(child, SIGSTOP), "kill()");
    say(wait_for(child, WUNTRACED));
    must(::kill(child, SIGCONT), "kill()");
    say(wait_for(child, WCONTINUED));
  }
  ::send(client, "x", 1, 0);
  say(wait_for(child));
}

// Answers shutdown() so, and allows all else.
void filter_shutdown(std::uint32_t answer) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_shutdown, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, answer),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{4, code};
  must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl()");
  must(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program),
       "seccomp()");
}

void filter_of_its_own(const std::string& /*self*/) {
  for (const std::uint32_t answer :
       {SECCOMP_RET_ERRNO | EDOM, SECCOMP_RET_TRACE | 7U, SECCOMP_RET_TRAP,
        SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW})
    say(wait_for(start([answer] {
      on_signal(SIGSYS, 0, [](int) { ::_exit(77); });
      const int fd = connection()[0];
      filter_shutdown(answer);
      say("shutdown: " + result(::shutdown(fd, SHUT_WR)));
      ::_exit(3);
    })));
}

void thousand_threads(const std::string& /*self*/) {
  std::atomic<int> bytes{0};
  std::vector<std::thread> threads;
  const auto [client, peer] = connection();
  for (int i = 0; i < 1000; ++i)
    threads.emplace_back([&, from = client, to = peer] {
      char byte = 'x';
      if (::send(from, &byte, 1, 0) == 1 && ::recv(to, &byte, 1, 0) == 1)
        ++bytes;
    });
  for (std::thread& thread : threads) thread.join();
  say(std::to_string(bytes) + " bytes");
}

// Each recv is interrupted, and the program tries again.
void interruptions(const std::string& /*self*/) {
  const int fd = connection()[1];
  on_signal(SIGALRM, 0, nothing);
  ring();
  char byte = 0;
  int interrupted = 0;
  while (interrupted < 50 && ::recv(fd, &byte, 1, 0) == -1 && errno == EINTR)
    ++interrupted;
  say("recv: " + result(-1) + ", 50 times");
}

void restarts(const std::string& /*self*/) {
  const auto [client, peer] = connection();
  on_signal(SIGALRM, SA_RESTART, nothing);
  const pid_t child = start([fd = peer] {
    ring();
    char byte = 0;
    ::_exit(static_cast<int>(::recv(fd, &byte, 1, MSG_WAITALL)) + 20);
  });
  const timespec a_while{0, 100000000};  // that is what is interrupted
  ::nanosleep(&a_while, nullptr);
  ::send(client, "x", 1, 0);
  say(wait_for(child));
}

void unreadable(const std::string& /*self*/) {
  must(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl()");
  say(exchange());
}

// A process of its own session, without a parent and all descriptors but one.
void daemon_without_descriptors(const std::string& /*self*/) {
  int pipe[2];
  must(::pipe(pipe), "pipe()");
  const pid_t session = ::getsid(0);
  const pid_t child = start([&] {
    must(::setsid(), "setsid()");
    if (must(::fork(), "fork()") != 0) ::_exit(0);
    must(::dup2(pipe[1], 0), "dup2()");
    must(::close_range(1, ~0U, 0), "close_range()");
    const std::string text =
        exchange() + (::getsid(0) == session ? "" : " in another session");
    ::_exit(::write(0, text.data(), text.size()) == -1);
  });
  ::close(pipe[1]);
  say(wait_for(child));
  std::array<char, 100> text{};
  std::string all;
  ssize_t n = 0;
  while ((n = ::read(pipe[0], text.data(), text.size())) > 0)
    all.append(text.data(), static_cast<std::size_t>(n));
  say(all);
}

void passing(const std::string& /*self*/) {
  int ends[2];
  must(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair()");
  const auto [client, peer] = connection();
  char byte = 'x';
  iovec vector{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* const rights = CMSG_FIRSTHDR(&message);
  *rights = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  std::memcpy(CMSG_DATA(rights), &client, sizeof(int));
  say("sendmsg: " + result(::sendmsg(ends[0], &message, 0)));
  ::close(client);
  say("recv: " + result(::recv(peer, &byte, 1, MSG_DONTWAIT)));
  say("recvmsg: " + result(::recvmsg(ends[1], &message, 0)));
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(rights), sizeof fd);
  say("close: " + result(::close(fd)));
  say("recv: " + result(::recv(peer, &byte, 1, MSG_WAITALL)));
}

// The first thread ends, the process lives on.
void main_thread_ends(const std::string& /*self*/) {
  say(wait_for(start([] {
    std::thread{[first = ::pthread_self()] {
      ::pthread_join(first, nullptr);
      say(exchange());
      ::_exit(8);
    }}.detach();
    ::pthread_exit(nullptr);
  })));
}

void threads_that_fork(const std::string& /*self*/) {
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i)
    threads.emplace_back([&] {
      const pid_t child = ::fork();
      if (child == 0) ::_exit(exchange() == "a byte went" ? 4 : 5);
      right += wait_for(child) == "exit 4" ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  say(std::to_string(right) + " children");
}

// Two processes with one table of descriptors.
void shared_table(const std::string& /*self*/) {
  const auto [client, peer] = connection();
  const auto child = static_cast<pid_t>(::syscall(
      SYS_clone, CLONE_FILES | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
  if (child == 0) {
    ::close(client);
    ::_exit(6);
  }
  say(wait_for(child));
  say("send: " + result(::send(client, "x", 1, 0)));
  char byte = 0;
  say("recv: " + result(::recv(peer, &byte, 1, 0)));
}

void untraced_child(const std::string& /*self*/) {
  const auto [client, peer] = connection();
  clone_args arguments{};
  arguments.flags = CLONE_UNTRACED;
  arguments.exit_signal = SIGCHLD;
  for (const bool is_clone3 : {false, true}) {
    const long child = is_clone3
                           ? ::syscall(SYS_clone3, &arguments, sizeof arguments)
                           : ::syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD,
                                       nullptr, nullptr, nullptr, nullptr);
    if (child == 0) {
      say("send: " + result(::send(client, "x", 1, 0)));
      ::_exit(8);
    }
    say(wait_for(static_cast<pid_t>(child)));
  }
}

// To the kernel itself: the compiler and the C library would object.
void wrong_arguments(const std::string& /*self*/) {
  const auto [client, peer] = connection();
  constexpr unsigned long nowhere = 16;
  constexpr unsigned long all = ~0UL;
  const auto make = [](const char* name, long number, auto... arguments) {
    say(name + (": " + result(::syscall(number, arguments...))));
  };
  make("recv", SYS_recvfrom, -1, nowhere, 1, 0, 0, 0);
  make("send", SYS_sendto, client, nowhere, 1, 0, 0, 0);
  make("read", SYS_read, peer, nowhere, all);
  make("connect", SYS_connect, client, nowhere, 16);
  make("accept", SYS_accept, client, nowhere, nowhere);
  make("writev", SYS_writev, client, nowhere, 1000000);
  make("writev", SYS_writev, client, nowhere, 1000);
  make("sendmsg", SYS_sendmsg, client, nowhere, 0);
  make("sendmmsg", SYS_sendmmsg, client, nowhere, all, 0);
  make("recvmmsg", SYS_recvmmsg, client, nowhere, all, MSG_DONTWAIT, 0);
  make("poll", SYS_ppoll, nowhere, all, 0, 0, 0);
  make("poll", SYS_ppoll, nowhere, 1000, 0, 0, 0);
  make("select", SYS_pselect6, all, nowhere, 0, 0, 0, 0);
  make("select", SYS_pselect6, 1000000, nowhere, nowhere, nowhere, 0, 0);
  make("setsockopt", SYS_setsockopt, client, SOL_SOCKET, SO_LINGER, nowhere,
       all);
  make("getsockopt", SYS_getsockopt, client, SOL_SOCKET, SO_ERROR, nowhere,
       nowhere);
  make("shutdown", SYS_shutdown, peer, all);
  make("dup3", SYS_dup3, client, all, all);
  make("close_range", SYS_close_range, all, nowhere, all);
  make("close", SYS_close, 2147483647);
}

void one_exchange(const std::string& /*self*/) {
  say(exchange());
}

using Way = void (*)(const std::string& self);

std::map<std::string, Way> ways() {
  return {{"thread_that_executes", thread_that_executes},
          {"vforks", vforks},
          {"stops", stops},
          {"stop_within_poll", stop_within_poll},
          {"filter_of_its_own", filter_of_its_own},
          {"thousand_threads", thousand_threads},
          {"interruptions", interruptions},
          {"restarts", restarts},
          {"unreadable", unreadable},
          {"daemon_without_descriptors", daemon_without_descriptors},
          {"passing", passing},
          {"main_thread_ends", main_thread_ends},
          {"threads_that_fork", threads_that_fork},
          {"shared_table", shared_table},
          {"untraced_child", untraced_child},
          {"wrong_arguments", wrong_arguments},
          {"one_exchange", one_exchange}};
}

// "exit 42", "signal 15": how the program itself ends.
int end_as(const std::string& how, int number) {
  if (how == "signal") ::raise(number);
  return how == "exit" ? number : 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const auto all = ways();
  const auto way = all.find(argc > 1 ? argv[1] : "");
  if (way == all.end()) {
    for (const auto& [name, function] : all) say(name);
    return 2;
  }
  way->second(argv[0]);
  return argc == 4 ? end_as(argv[2], std::stoi(argv[3])) : 0;
} catch (const std::exception& error) {
  std::cerr << "confusing: " << error.what() << '\n';
  return 1;
}
