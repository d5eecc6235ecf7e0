#include "common/narrate/reporter.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>

namespace narrate {
namespace {

constexpr std::size_t most_waiting = 4096;
constexpr std::chrono::duration<int, std::milli> last_wait{100};

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

bool Reporter::send_waiting() {
  while (!waiting_.empty()) {
    const std::string& line = waiting_.front();
    const ssize_t n =
        ::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL);
    if (n == -1 && errno == EAGAIN) return false;
    waiting_.pop_front();  // sent, or nobody is there any more
  }
  return true;
}

void Reporter::send(const observe::Event& event) {
  const std::lock_guard lock{mutex_};
  send_waiting();
  if (waiting_.size() >= most_waiting) {
    ++lost_;
    return;
  }
  if (lost_ > 0) waiting_.push_back(to_json(observe::Lost{now(), lost_}));
  lost_ = 0;
  waiting_.push_back(to_json(event));
  send_waiting();
}

Reporter::~Reporter() {
  const auto end = std::chrono::steady_clock::now() + last_wait;
  while (!send_waiting() && std::chrono::steady_clock::now() < end) {
    pollfd room{socket_.get(), POLLOUT, 0};
    ::poll(&room, 1, last_wait.count());
  }
}

}  // namespace narrate
