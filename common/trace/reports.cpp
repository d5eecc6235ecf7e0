#include "common/trace/reports.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "common/socket/must.h"

namespace trace {
namespace {

constexpr double longest_way = 0.9;  // in seconds: a reader allows one
constexpr std::size_t most_begun_calls = 10'000;

double in_seconds(std::chrono::steady_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// A program cannot know what passes on the wire.
bool programs_tell(const Event& event) {
  return std::holds_alternative<Call>(event) ||
         std::holds_alternative<Return>(event) ||
         std::holds_alternative<Note>(event) ||
         std::holds_alternative<Key>(event) ||
         std::holds_alternative<Lost>(event);
}

}  // namespace

Reports::Reports(const std::string& path,
                 std::chrono::steady_clock::time_point start)
    : socket_{must(
          ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
          "socket(AF_UNIX, SOCK_DGRAM, 0)")},
      start_{in_seconds(start)} {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error{"--calls: the path is too long: " + path};
  std::memcpy(address.sun_path, path.data(), path.size());
  must(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address),
       ("bind(calls, " + path + ")").c_str());
}

// Not a return from a call that nobody has told of.
bool Reports::is_begun(const Event& event) {
  if (const auto* end = std::get_if<Return>(&event))
    return open_calls_.erase({end->host, end->pid, end->id}) == 1;
  if (const auto* call = std::get_if<Call>(&event)) {
    open_calls_.insert({call->host, call->pid, call->id});
    if (open_calls_.size() > most_begun_calls)
      open_calls_.erase(open_calls_.begin());
  }
  return true;
}

std::vector<Event> Reports::take() {
  std::vector<Event> events;
  std::array<char, 8192> buffer;
  while (true) {
    const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size == -1) return events;
    auto event = from_json({buffer.data(), static_cast<std::size_t>(size)});
    auto* known = std::get_if<Event>(&event);
    if (known == nullptr || !programs_tell(*known) || !is_begun(*known))
      continue;
    const double now = in_seconds(std::chrono::steady_clock::now());
    const auto set_time = [&](auto& e) {
      const bool is_recent = e.t > now - longest_way && e.t < now;
      e.t = (is_recent ? e.t : now) - start_;
    };
    std::visit(set_time, *known);
    events.push_back(std::move(*known));
  }
}

}  // namespace trace
