#include "common/trace/reports.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "common/socket/must.h"

namespace trace {
namespace {

// What passes on the wire is not theirs to tell.
bool programs_tell(const Event& event) {
  return std::holds_alternative<Call>(event) ||
         std::holds_alternative<Return>(event) ||
         std::holds_alternative<Note>(event) ||
         std::holds_alternative<Lost>(event);
}

}  // namespace

Reports::Reports(const std::string& path,
                 std::chrono::steady_clock::time_point start)
    : socket_{must(
          ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
          "socket(AF_UNIX, SOCK_DGRAM, 0)")},
      start_{std::chrono::duration<double>(start.time_since_epoch()).count()} {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error{"--calls: the path is too long: " + path};
  std::memcpy(address.sun_path, path.data(), path.size());
  must(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address),
       ("bind(calls, " + path + ")").c_str());
}

std::vector<Event> Reports::take() {
  std::vector<Event> events;
  std::array<char, 8192> buffer;
  while (true) {
    const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size <= 0) return events;
    auto event = from_json({buffer.data(), static_cast<std::size_t>(size)});
    auto* known = std::get_if<Event>(&event);
    if (known == nullptr || !programs_tell(*known)) continue;
    std::visit([&](auto& e) { e.t -= start_; }, *known);
    events.push_back(std::move(*known));
  }
}

}  // namespace trace
