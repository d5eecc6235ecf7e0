#include "common/calls/inodes.h"

namespace calls {

std::optional<Inode> Inodes::socket_at(pid_t thread, int fd) {
  if (const auto place = known_.find(fd); place != known_.end())
    if (const auto known = place->second.find(thread);
        known != place->second.end())
      return known->second;
  return calls::socket_at(thread, fd);
}

void Inodes::remember(pid_t thread, int fd, Inode inode) {
  if (!asks_always_) known_[fd][thread] = inode;
}

void Inodes::forget_thread(pid_t thread) {
  for (auto& [fd, threads] : known_) threads.erase(thread);
  std::erase_if(known_, [](const auto& one) { return one.second.empty(); });
}

void Inodes::ask_always() {
  asks_always_ = true;
  known_.clear();
}

}  // namespace calls
