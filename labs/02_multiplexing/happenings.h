// What can happen to a socket while a program waits for it: the rows of the event
// matrix. Both ends are in this process, on loopback.
#pragma once

#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

struct Ends {
  Fd subject{};  // which is asked about; non-blocking
  Fd peer{};
  Fd listener{};
  Fd copy{};        // a dup() of the subject
  int number = -1;  // the subject's descriptor, closed or not
};

// Waits for a condition, at most 20 s.
template <typename Condition>
void await(std::string_view what, Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error{std::string{what} + " has not come in 20 s"};
    std::this_thread::yield();
  }
}

inline tcp_info info_of(const Fd& socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  must(::getsockopt(socket.get(), IPPROTO_TCP, TCP_INFO, &info, &size),
       "getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size)");
  return info;
}

// As the kernel numbers them: include/net/tcp_states.h.
enum class State { established = 1, fin_wait_2 = 5, close = 7, close_wait = 8 };

inline void await_state(const Fd& socket, State state) {
  await("a state", [&] { return State{info_of(socket).tcpi_state} == state; });
}

inline void await_bytes(const Fd& socket, unsigned int bytes) {
  await("data", [&] { return info_of(socket).tcpi_bytes_received >= bytes; });
}

inline int count_of(const Fd& socket, unsigned long request) {
  int bytes = 0;
  must(::ioctl(socket.get(), request, &bytes),
       "ioctl(socket, request, &bytes)");
  return bytes;
}

inline Fd new_socket() {
  Fd socket{must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
                 "socket(AF_INET, SOCK_STREAM, 0)")};
  // Small buffers are filled soon.
  const int bytes = 16384;
  for (const int option : {SO_SNDBUF, SO_RCVBUF})
    must(::setsockopt(socket.get(), SOL_SOCKET, option, &bytes, sizeof bytes),
         "setsockopt(socket, SOL_SOCKET, option, &bytes, size)");
  return socket;
}

inline void set_nonblocking(const Fd& socket) {
  must(::fcntl(socket.get(), F_SETFL, O_NONBLOCK),
       "fcntl(socket, F_SETFL, O_NONBLOCK)");
}

inline int begin_connect(const Fd& socket, const Fd& to) {
  const Address address = local_address(to.get());
  return ::connect(socket.get(), address.get(), address.size());
}

// Bound to a free port of loopback. With a backlog below 0 it does not listen.
inline Fd new_listener(int backlog) {
  Fd listener = new_socket();
  const Address address = resolve("127.0.0.1", "0");
  must(::bind(listener.get(), address.get(), address.size()),
       "bind(listener, address, size)");
  if (backlog >= 0)
    must(::listen(listener.get(), backlog), "listen(listener, backlog)");
  return listener;
}

inline void open_connection(Ends& ends) {
  ends.listener = new_listener(1);
  ends.subject = new_socket();
  must(begin_connect(ends.subject, ends.listener),
       "connect(subject, address, size)");
  ends.peer = Fd{must(::accept(ends.listener.get(), nullptr, nullptr),
                      "accept(listener, nullptr, nullptr)")};
  set_nonblocking(ends.subject);
}

// In SYN-SENT: the listener's queue is full, so it drops each SYN.
inline void knock_at_full_queue(Ends& ends) {
  ends.listener = new_listener(0);
  ends.peer = new_socket();
  must(begin_connect(ends.peer, ends.listener), "connect(peer, address, size)");
  await("a connection in the queue",
        [&] { return info_of(ends.listener).tcpi_unacked == 1; });
  ends.subject = new_socket();
  set_nonblocking(ends.subject);
  begin_connect(ends.subject, ends.listener);  // EINPROGRESS
}

inline void send_bytes(const Fd& from, std::string_view bytes, int flags = 0) {
  must(::send(from.get(), bytes.data(), bytes.size(), flags),
       "send(from, bytes, size, flags)");
}

inline void end_sending(const Fd& socket) {
  must(::shutdown(socket.get(), SHUT_WR), "shutdown(socket, SHUT_WR)");
}

inline void reset(Fd& socket) {
  const linger abort{.l_onoff = 1, .l_linger = 0};
  must(::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort),
       "setsockopt(socket, SOL_SOCKET, SO_LINGER, {1, 0})");
  must(::close(socket.release()), "close(socket)");
}

// Until nothing is under way any more, and send() takes nothing more.
inline void fill_send_buffer(const Ends& ends) {
  const std::vector<char> bytes(4096);
  const auto send = [&] {
    return ::send(ends.subject.get(), bytes.data(), bytes.size(), 0);
  };
  do {
    while (send() > 0) {
    }
    await("the peer's full buffer", [&] {
      return count_of(ends.subject, SIOCOUTQ) ==
             count_of(ends.subject, SIOCOUTQNSD);
    });
  } while (send() > 0);
}

inline void read_all(const Ends& ends) {
  set_nonblocking(ends.peer);
  std::array<char, 65536> buffer{};
  await("the subject's empty buffer", [&] {
    while (::recv(ends.peer.get(), buffer.data(), buffer.size(), 0) > 0) {
    }
    return count_of(ends.subject, SIOCOUTQ) == 0;
  });
}

inline void close_subject(Ends& ends) {
  must(::close(ends.subject.release()), "close(subject)");
}
