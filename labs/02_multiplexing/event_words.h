// The names of what poll() and epoll_wait() report.
#pragma once

#include <poll.h>
#include <sys/epoll.h>

#include <array>
#include <string>
#include <string_view>

struct EventName {
  unsigned int bit;
  std::string_view name;
};
inline constexpr std::array<EventName, 6> event_names = {{{POLLIN, "IN"},
                                                          {POLLPRI, "PRI"},
                                                          {POLLOUT, "OUT"},
                                                          {POLLRDHUP, "RDHUP"},
                                                          {POLLERR, "ERR"},
                                                          {POLLHUP, "HUP"}}};
// epoll has the same bits; poll() knows one more.
static_assert(POLLIN == EPOLLIN && POLLPRI == EPOLLPRI && POLLOUT == EPOLLOUT &&
              POLLRDHUP == EPOLLRDHUP && POLLERR == EPOLLERR &&
              POLLHUP == EPOLLHUP);

// "POLLIN POLLOUT" for prefix "POLL"; "nothing" for no event.
inline std::string event_words(unsigned int events, std::string_view prefix) {
  std::string words;
  const auto add = [&](unsigned int bit, std::string_view name) {
    if ((events & bit) == 0) return;
    if (!words.empty()) words += ' ';
    words += prefix;
    words += name;
  };
  for (const auto& [bit, name] : event_names) add(bit, name);
  add(POLLNVAL, "NVAL");
  return words.empty() ? "nothing" : words;
}
