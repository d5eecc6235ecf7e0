#include "common/calls/epolls.h"

#include <sys/epoll.h>

#include "common/calls/process.h"
#include "common/calls/waits.h"

namespace calls {
namespace {

void forget(Epolls::Descriptors& descriptors, int fd) {
  std::erase_if(descriptors,
                [fd](const auto& one) { return one.second == fd; });
}

}  // namespace

void Epolls::change(pid_t process, pid_t thread, const SystemCall& call,
                    const Memory& memory) {
  watched(process, thread, call.fd());
  Descriptors& descriptors = known_[process][call.fd()];
  const int fd = static_cast<int>(call.arguments[2]);
  forget(descriptors, fd);
  if (static_cast<int>(call.arguments[1]) == EPOLL_CTL_DEL) return;
  // Packed on this machine: the kernel has it so.
  if (const auto event = value_at<epoll_event>(memory, call.arguments[3]))
    descriptors.emplace(event->data.u64, fd);
}

const Epolls::Descriptors& Epolls::watched(pid_t process, pid_t thread,
                                           int epoll) {
  const auto [place, fresh] = known_[process].try_emplace(epoll);
  if (fresh)
    place->second = descriptors_of_epoll(descriptor_info(thread, epoll));
  return place->second;
}

void Epolls::close(pid_t process, int fd) {
  const auto place = known_.find(process);
  if (place == known_.end()) return;
  place->second.erase(fd);
  for (auto& [epoll, descriptors] : place->second) forget(descriptors, fd);
}

}  // namespace calls
