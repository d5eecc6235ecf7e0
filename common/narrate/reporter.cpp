#include "common/narrate/reporter.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>

namespace narrate {
namespace {

// CLOCK_MONOTONIC, which all programs of a machine share. See clock_gettime(2).
double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

// The number of this thread's last call, unique within the process.
long& current_id() {
  thread_local long id = 0;
  return id;
}

}  // namespace

Reporter::Reporter(std::string_view path, std::string_view host) : host_{host} {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const Fd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (fd && ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address),
                      sizeof address) == 0)
    // Out of the way: the first socket of the program is still number 3.
    socket_ = Fd{::fcntl(fd.get(), F_DUPFD_CLOEXEC, 100)};
}

void Reporter::begin(std::string_view program, std::string_view text) {
  static std::atomic<long> last_id{0};
  current_id() = ++last_id;
  send(observe::Call{now(), host_, std::string{program}, ::getpid(),
                     current_id(), std::string{text}});
}

void Reporter::end(long long result, std::string_view error) {
  send(observe::Return{now(), host_, ::getpid(), current_id(), result,
                       std::string{error}});
}

void Reporter::note(std::string_view text) {
  send(observe::Note{now(), std::string{text}, host_});
}

void Reporter::send(const observe::Event& event) {
  const auto reaches = [&](const observe::Event& e) {
    const std::string line = observe::to_json(e);
    return ::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL) >= 0;
  };
  const long lost = lost_.exchange(0);
  if (lost > 0 && !reaches(observe::Lost{now(), lost})) lost_ += lost;
  if (!reaches(event)) ++lost_;
}

}  // namespace narrate
