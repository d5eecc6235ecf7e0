// How the subject is asked: the columns of the event matrix.
#pragma once

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "common/socket/fd.h"
#include "common/socket/must.h"
#include "common/text/errno_name.h"
#include "labs/02_multiplexing/event_words.h"

inline constexpr std::array<std::string_view, 6> ways = {
    "select", "poll", "epoll", "edge", "recv", "send"};

// Waits for the subject, or for `other`, if that is one: at most `patience`
// milliseconds, -1 for ever. Returns what is said of the subject.
struct Question {
  std::string_view way;
  int subject = -1;
  int other = -1;
  Fd epoll{};  // registered before anything happens
};

inline std::string ask_select(const Question& q, int patience) {
  std::array<fd_set, 3> sets{};
  for (fd_set& set : sets) FD_SET(q.subject, &set);
  if (q.other >= 0) FD_SET(q.other, sets.data());
  timeval time{};
  if (::select(std::max(q.subject, q.other) + 1, &sets[0], &sets[1], &sets[2],
               patience < 0 ? nullptr : &time) == -1)
    return errno_name(errno);
  std::string words;
  constexpr std::array<std::string_view, 3> names = {"read", "write", "except"};
  for (std::size_t n = 0; n < sets.size(); ++n)
    if (FD_ISSET(q.subject, &sets[n]))
      words += (words.empty() ? "" : " ") + std::string{names[n]};
  return words.empty() ? "nothing" : words;
}

inline constexpr short poll_all = POLLIN | POLLPRI | POLLOUT | POLLRDHUP;

inline std::string ask_poll(const Question& q, int patience) {
  std::array<pollfd, 2> asked{{{q.subject, poll_all, 0}, {q.other, POLLIN, 0}}};
  must(::poll(asked.data(), asked.size(), patience),
       "poll(asked, 2, patience)");
  return event_words(static_cast<unsigned short>(asked[0].revents), "");
}

inline std::string ask_epoll(const Question& q, int patience) {
  std::array<epoll_event, 2> ready{};
  const int count = must(::epoll_wait(q.epoll.get(), ready.data(), 2, patience),
                         "epoll_wait(epoll, ready, 2, patience)");
  for (int n = 0; n < count; ++n)
    if (const epoll_event& event = ready[static_cast<std::size_t>(n)];
        event.data.fd == q.subject)
      return event_words(event.events, "");
  return "nothing";
}

inline void watch(const Question& q, int fd, unsigned int events) {
  epoll_event event{.events = events, .data = {.fd = fd}};
  must(::epoll_ctl(q.epoll.get(), EPOLL_CTL_ADD, fd, &event),
       "epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)");
}

inline Question prepare(std::string_view way, int subject, int other) {
  Question q{way, subject, other};
  if (way != "epoll" && way != "edge") return q;
  q.epoll = Fd{must(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1()")};
  constexpr unsigned int all = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP;
  watch(q, subject, all | (way == "edge" ? +EPOLLET : 0U));
  if (other >= 0) watch(q, other, EPOLLIN);
  if (way == "edge") ask_epoll(q, 0);  // what is ready already is told now
  return q;
}

// Two calls, one after the other, in one word if both say the same.
template <typename Call>
std::string call_twice(Call call) {
  std::array<std::string, 2> results;
  for (std::string& result : results) {
    const ssize_t n = call();
    result = n == -1 ? errno_name(errno) : std::to_string(n);
  }
  return results[0] == results[1] ? results[0] : results[0] + " " + results[1];
}

inline std::string ask(const Question& q, int patience = 0) {
  std::array<char, 100> buffer{};
  if (q.way == "select") return ask_select(q, patience);
  if (q.way == "poll") return ask_poll(q, patience);
  if (q.way == "recv")
    return call_twice([&] {
      return ::recv(q.subject, buffer.data(), buffer.size(), MSG_DONTWAIT);
    });
  if (q.way == "send")
    return call_twice([&] {
      return ::send(q.subject, "hello", 5, MSG_DONTWAIT | MSG_NOSIGNAL);
    });
  return ask_epoll(q, patience);
}
