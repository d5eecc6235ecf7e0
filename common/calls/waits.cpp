#include "common/calls/waits.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>

#include "common/calls/constants.h"

namespace calls {

namespace {

// The most that we look at: a program may give any number.
constexpr std::size_t most_descriptors = 65536;

bool is_named(const SystemCall& call, std::string_view first,
              std::string_view second) {
  const std::string_view name = name_of(call);
  return name == first || name == second;
}

bool is_poll(const SystemCall& call) {
  return is_named(call, "poll", "ppoll");
}

bool is_select(const SystemCall& call) {
  return is_named(call, "select", "pselect");
}

std::vector<pollfd> polled(const SystemCall& call, const Memory& memory) {
  return values_at<pollfd>(memory, call.arguments[0],
                           static_cast<std::uint32_t>(call.arguments[1]),
                           most_descriptors);
}

void append(std::string& text, std::string_view part,
            std::string_view between) {
  if (!text.empty()) text += between;
  text += part;
}

// The three sets of select: a bit for each descriptor below its first argument,
// in words of the machine.
std::vector<Watched> selected(const SystemCall& call, const Memory& memory) {
  constexpr std::size_t bits = sizeof(unsigned long) * CHAR_BIT;
  const std::size_t end = std::min<std::size_t>(
      static_cast<std::size_t>(std::max(call.fd(), 0)), most_descriptors);
  std::array<std::vector<unsigned long>, 3> sets;
  for (std::size_t i = 0; i < sets.size(); ++i)
    sets[i] =
        values_at<unsigned long>(memory, call.arguments[i + 1],
                                 (end + bits - 1) / bits, most_descriptors);
  std::vector<Watched> found;
  for (std::size_t fd = 0; fd < end; ++fd) {
    std::string events;
    for (std::size_t i = 0; i < sets.size(); ++i)
      if (fd / bits < sets[i].size() &&
          (sets[i][fd / bits] >> fd % bits & 1) != 0)
        append(events, std::array{"readable", "writable", "exceptional"}[i],
               "|");
    if (!events.empty()) found.push_back({static_cast<int>(fd), events});
  }
  return found;
}

// The number behind the word, in the base that proc(5) says for it.
template <typename Number>
bool read_number(std::string_view line, std::string_view word, int base,
                 Number& number) {
  const std::size_t at = line.find(word);
  if (at == std::string_view::npos) return false;
  line.remove_prefix(at + word.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return std::from_chars(line.data(), line.data() + line.size(), number, base)
             .ec == std::errc{};
}

}  // namespace

std::vector<Watched> waited_for(const SystemCall& call, const Memory& memory) {
  if (is_select(call)) return selected(call, memory);
  std::vector<Watched> found;
  if (!is_poll(call)) return found;
  for (const pollfd& one : polled(call, memory))
    if (one.fd >= 0)
      found.push_back(
          {one.fd, poll_events(static_cast<std::uint16_t>(one.events))});
  return found;
}

std::vector<Watched> ready(
    const SystemCall& call, const Memory& memory, long long result,
    const std::multimap<std::uint64_t, int>& descriptors) {
  std::vector<Watched> found;
  if (result <= 0) return found;
  if (is_select(call)) return selected(call, memory);
  if (is_poll(call)) {
    for (const pollfd& one : polled(call, memory))
      if (one.fd >= 0 && one.revents != 0)
        found.push_back(
            {one.fd, poll_events(static_cast<std::uint16_t>(one.revents))});
    return found;
  }
  for (const epoll_event& event : values_at<epoll_event>(
           memory, call.arguments[1], static_cast<std::uint64_t>(result),
           most_descriptors)) {
    const std::uint64_t data = event.data.u64;  // the structure is packed
    const auto [first, last] = descriptors.equal_range(data);
    for (auto at = first; at != last && found.size() < most_descriptors; ++at)
      found.push_back({at->second, epoll_events(event.events)});
  }
  return found;
}

std::multimap<std::uint64_t, int> descriptors_of_epoll(
    std::string_view fdinfo) {
  std::multimap<std::uint64_t, int> found;
  while (!fdinfo.empty()) {
    const std::string_view line = fdinfo.substr(0, fdinfo.find('\n'));
    fdinfo.remove_prefix(std::min(line.size() + 1, fdinfo.size()));
    int fd = -1;
    std::uint64_t data = 0;
    if (read_number(line, "tfd:", 10, fd) &&
        read_number(line, "data:", 16, data))
      found.emplace(data, fd);
  }
  return found;
}

std::string words(std::span<const Watched> watched) {
  std::string text;
  for (const auto& [fd, events] : watched)
    append(text, std::to_string(fd) + " " + events, ", ");
  return text;
}

std::string words(const SystemCall& call, std::span<const Watched> watched) {
  const bool is_epoll = !is_poll(call) && !is_select(call);
  return std::string{name_of(call)} + "(" +
         (is_epoll ? std::to_string(call.fd()) : words(watched)) + ")";
}

}  // namespace calls
