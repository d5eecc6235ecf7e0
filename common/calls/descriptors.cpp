#include "common/calls/descriptors.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace calls {
namespace {

Fd pidfd_of(pid_t thread) {
  const auto open = [](pid_t id, int flags) {
    return Fd{static_cast<int>(::syscall(SYS_pidfd_open, id, flags))};
  };
  Fd pidfd = open(thread, O_EXCL);  // PIDFD_THREAD, from Linux 6.9 on
  return pidfd ? std::move(pidfd) : open(process_of(thread), 0);
}

}  // namespace

std::optional<Inode> Descriptors::socket_at(pid_t thread, int fd) {
  if (const auto place = known_.find(fd); place != known_.end())
    if (const auto known = place->second.find(thread);
        known != place->second.end())
      return known->second;
  return calls::socket_at(thread, fd);
}

void Descriptors::remember(pid_t thread, int fd, Inode inode) {
  if (!asks_always_) known_[fd][thread] = inode;
}

void Descriptors::forget_thread(pid_t thread) {
  pidfds_.erase(thread);
  for (auto& [fd, threads] : known_) threads.erase(thread);
  std::erase_if(known_, [](const auto& one) { return one.second.empty(); });
}

void Descriptors::ask_always() {
  asks_always_ = true;
  known_.clear();
}

Fd Descriptors::copy_of(pid_t thread, int fd) {
  constexpr std::size_t most = 100;
  if (pidfds_.size() > most) pidfds_.clear();
  Fd& pidfd = pidfds_[thread];
  if (!pidfd) pidfd = pidfd_of(thread);
  return Fd{static_cast<int>(::syscall(SYS_pidfd_getfd, pidfd.get(), fd, 0))};
}

}  // namespace calls
