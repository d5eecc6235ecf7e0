#include "common/trace/reporter.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>

namespace trace {
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

Reporter::Reporter(std::string_view path, std::optional<Host> host)
    : host_{host} {
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
  if (!host_) return;
  static std::atomic<long> last_id{0};
  current_id() = ++last_id;
  send(trace::Call{now(), *host_, std::string{program}, ::getpid(),
                   current_id(), std::string{text}});
}

void Reporter::end(long long result, std::string_view error) {
  if (!host_) return;
  send(trace::Return{now(), *host_, ::getpid(), current_id(), result,
                     std::string{error}});
}

void Reporter::note(std::string_view text) {
  send(trace::Note{now(), std::string{text}, host_});
}

void Reporter::key(std::string_view text) {
  send(trace::Key{now(), std::string{text}});
}

void Reporter::send(const trace::Event& event) {
  const std::lock_guard lock{mutex_};
  if (lost_ > 0 && reaches(trace::Lost{now(), lost_})) lost_ = 0;
  if (!reaches(event)) ++lost_;
}

bool Reporter::reaches(const trace::Event& event) {
  using std::chrono::milliseconds;
  const std::string line = to_json(event);
  while (::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL) == -1) {
    if (errno != EAGAIN || patience_ <= milliseconds{0}) return false;
    const auto before = std::chrono::steady_clock::now();
    pollfd room{socket_.get(), POLLOUT, 0};
    ::poll(&room, 1, static_cast<int>(patience_.count()));
    patience_ -= std::chrono::ceil<milliseconds>(
        std::chrono::steady_clock::now() - before);
  }
  return true;
}

}  // namespace trace
