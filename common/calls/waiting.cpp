#include "common/calls/waiting.h"

#include <algorithm>
#include <string_view>

#include "common/calls/words.h"

namespace calls {
namespace {

bool is_of_epoll(const OpenCall& wait) {
  return wait.name.starts_with("epoll");
}

std::vector<int> descriptors_of(const std::vector<Watched>& watched) {
  std::vector<int> found;
  found.reserve(watched.size());
  for (const Watched& one : watched) found.push_back(one.fd);
  return found;
}

}  // namespace

void Waiting::begins(const Thread& thread, OpenCall& wait) {
  wait.late = true;
  wait.watched = waited_for(wait.call, memory_of(thread.id));
  wait.text = words(wait.call, wait.watched);
}

bool Waiting::is_ours(const Thread& thread, int fd) {
  const Socket* const socket = sockets_.at(thread.id, fd);
  return socket != nullptr && socket->ours() && socket->used;
}

bool Waiting::any_is_ours(const Thread& thread,
                          const std::vector<int>& descriptors) {
  return std::ranges::any_of(descriptors,
                             [&](int fd) { return is_ours(thread, fd); });
}

bool Waiting::is_ours(const Thread& thread, const OpenCall& wait) {
  if (!is_of_epoll(wait))
    return any_is_ours(thread, descriptors_of(wait.watched));
  std::vector<int> descriptors;
  for (const auto& [data, fd] :
       epolls.watched(thread.process->id, thread.id, wait.call.fd()))
    descriptors.push_back(fd);
  return any_is_ours(thread, descriptors);
}

void Waiting::lasts(const Thread& thread, OpenCall& wait) {
  if (wait.id == 0 && is_ours(thread, wait)) lane_.call(thread, wait, nullptr);
}

void Waiting::returns(const Thread& thread, OpenCall& wait, long long result) {
  static const Epolls::Descriptors none;
  std::vector<Watched> found =
      ready(wait.call, memory_of(thread.id), result,
            is_of_epoll(wait)
                ? epolls.watched(thread.process->id, thread.id, wait.call.fd())
                : none);
  if (wait.id == 0 && !any_is_ours(thread, descriptors_of(found))) return;
  if (wait.id == 0) {
    wait.t = now();
    lane_.call(thread, wait, nullptr);
  }
  for (Watched& one : found)
    if (!is_ours(thread, one.fd)) one.events = "other";  // a pipe, a timer
  lane_.returns(thread, wait, result, nullptr, {.text = words(found)});
}

}  // namespace calls
