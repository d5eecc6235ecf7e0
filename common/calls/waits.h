// The calls that wait: for which descriptors, and which are ready.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/calls/system_call.h"

namespace calls {

struct Watched {
  int fd = -1;
  std::string events;  // "POLLIN|POLLRDHUP", "EPOLLIN"; of select "readable"
};

// Before the call: what poll and select wait for. Of an epoll the kernel knows:
// /proc/PID/fdinfo/EPOLL.
std::vector<Watched> waited_for(const SystemCall& call, const Memory& memory);

// After it: what it has reported. `descriptors` are those of an epoll, by their
// data (which programs choose as they like).
std::vector<Watched> ready(
    const SystemCall& call, const Memory& memory, long long result,
    const std::multimap<std::uint64_t, int>& descriptors);

// The descriptors of an epoll by their data, as /proc/PID/fdinfo/EPOLL says.
// See proc(5).
std::multimap<std::uint64_t, int> descriptors_of_epoll(std::string_view fdinfo);

// "5 POLLIN|POLLRDHUP, 7 POLLIN".
std::string words(std::span<const Watched> watched);

// "poll(3 POLLIN, 4 POLLOUT)", "epoll_wait(5)".
std::string words(const SystemCall& call, std::span<const Watched> watched);

}  // namespace calls
