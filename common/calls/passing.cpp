#include "common/calls/passing.h"

#include <algorithm>

#include "common/calls/words.h"

namespace calls {

Socket* Passing::of_ours(const Thread& thread, int fd) {
  Socket* const socket = sockets_.at(thread.id, fd);
  return socket != nullptr && socket->ours() ? socket : nullptr;
}

bool Passing::begins(const Thread& thread, OpenCall& call) {
  if (call.kind != Kind::writes) return call.late = true;
  const Memory memory = memory_of(thread.id);
  std::string list;
  for (const int fd : passed(call.call, memory)) {
    Socket* const socket = of_ours(thread, fd);
    if (socket == nullptr) continue;
    lane_.use(*socket, call.t);
    call.socket = socket->inode;
    call.passes.push_back(socket->inode);
    list += (list.empty() ? "" : ", ") + std::to_string(fd);
  }
  call.text = words(call.call, memory) + ": passes " + list;
  return !list.empty();
}

Details Passing::returns(const Thread& thread, OpenCall& call,
                         long long result) {
  // Until somebody gets it, a descriptor is on its way, and keeps its socket alive.
  for (const Inode inode : call.passes)
    if (Socket* const socket = sockets_.known(inode)) ++socket->on_way;
  const bool takes = call.kind == Kind::duplicates;
  const std::vector<int> got = takes ? std::vector{static_cast<int>(result)}
                               : call.late
                                   ? passed(call.call, memory_of(thread.id))
                                   : std::vector<int>{};
  Details details;
  for (const int fd : got) {
    Socket* const socket = of_ours(thread, fd);
    if (socket == nullptr) continue;
    lane_.use(*socket, now());
    call.socket = socket->inode;
    socket->shared = true;
    details.ends = socket->ends;
    if (takes) continue;
    socket->on_way = std::max(0L, socket->on_way - 1);
    details.text += (details.text.empty() ? "got " : ", ") + std::to_string(fd);
  }
  return details;
}

}  // namespace calls
