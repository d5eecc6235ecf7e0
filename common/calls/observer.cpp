#include "common/calls/observer.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "common/calls/words.h"

namespace calls {
namespace {

using Protocol = Socket::Protocol;

// Where connect or bind wants an end to be.
std::string wanted_end(const Thread& thread, const OpenCall& call) {
  const auto address = values_at<std::byte>(
      memory_of(thread.id), call.call.arguments[1],
      static_cast<socklen_t>(call.call.arguments[2]), sizeof(sockaddr_storage));
  sockaddr_storage storage{};
  std::ranges::copy(address,
                    std::as_writable_bytes(std::span{&storage, 1}).begin());
  return end_of(storage);
}

Protocol protocol_made(const OpenCall& call) {
  const auto& arguments = call.call.arguments;
  return protocol_of(static_cast<int>(arguments[0]),
                     static_cast<int>(arguments[1]),
                     static_cast<int>(arguments[2]));
}

std::string list_of(const std::vector<int>& descriptors) {
  std::string text;
  for (const int fd : descriptors)
    text += (text.empty() ? "" : ", ") + std::to_string(fd);
  return text;
}

std::string both(const trace::Ends& ends) {
  return ends.local + (ends.peer.empty() ? "" : " " + ends.peer);
}

// That the socket is more than a probe.
bool uses(const Thread& thread, const OpenCall& call, const Socket& socket) {
  switch (call.kind) {
    case Kind::places:
      return call.name == "listen" || !wanted_end(thread, call).empty();
    case Kind::connects:
      return socket.protocol == Protocol::tcp;
    case Kind::accepts:
    case Kind::reads:
    case Kind::writes:
    case Kind::copies:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Observer::begins(Thread& thread, OpenCall call) {
  call.name = name_of(call.call);
  if (!concerns(thread, call)) return;
  if (call.text.empty()) call.text = words(call.call, memory_of(thread.id));
  thread.call = std::move(call);
}

// Whether it is about a socket of ours; and about which one, and when to tell of it.
bool Observer::concerns(const Thread& thread, OpenCall& call) {
  const pid_t process = thread.process->id;
  if (call.kind == Kind::makes) {
    call.late = true;
    const Protocol protocol = protocol_made(call);
    return protocol == Protocol::tcp || protocol == Protocol::udp;
  }
  if (call.kind == Kind::waits) {
    if (wanted_.waits) waiting_.begins(thread, call);
    return wanted_.waits;
  }
  if (call.kind == Kind::watches)
    waiting_.epolls.change(process, thread.id, call.call, memory_of(thread.id));
  if (call.name == "close_range") {
    waiting_.epolls.close_all(process);
    return !closing(thread, call).empty();
  }
  if (call.name == "pidfd_getfd") return call.late = true;

  Socket* ours = nullptr;
  for (const int fd : descriptors(call.call)) {
    Socket* const socket = sockets_.at(thread.id, fd);
    if (socket == nullptr) continue;
    if (socket->ours()) ours = socket;
    if (socket->protocol == Protocol::local) return passes(thread, call);
  }
  for (const int fd : closing(thread, call)) waiting_.epolls.close(process, fd);
  if (ours == nullptr) return false;
  call.socket = ours->inode;
  const Shown shows = shown(call.call);
  call.late = !wanted_.all && shows == Shown::folded;
  return wanted_.all || shows != Shown::with_all;
}

// A message on a UNIX socket may bring descriptors of ours: SCM_RIGHTS.
bool Observer::passes(const Thread& thread, OpenCall& call) {
  if (call.name == "recvmsg" || call.name == "recvmmsg")
    return call.late = true;
  if (call.kind != Kind::writes) return false;
  const Memory memory = memory_of(thread.id);
  std::vector<int> passed_ones;
  for (const int fd : passed(call.call, memory)) {
    Socket* const socket = sockets_.at(thread.id, fd);
    if (socket == nullptr || !socket->ours()) continue;
    passed_ones.push_back(fd);
    call.passes.push_back(socket->inode);
    call.socket = socket->inode;
  }
  call.text = words(call.call, memory) + ": passes " + list_of(passed_ones);
  return !passed_ones.empty();
}

// The descriptors that the call closes.
std::vector<int> Observer::closing(const Thread& thread, const OpenCall& call) {
  const auto& arguments = call.call.arguments;
  if (call.name == "close") return {call.call.fd()};
  if (call.name == "dup2" || call.name == "dup3")
    return arguments[0] == arguments[1]
               ? std::vector<int>{}
               : std::vector{static_cast<int>(arguments[1])};
  std::vector<int> found;
  if (call.name == "close_range" && (arguments[2] & CLOSE_RANGE_CLOEXEC) == 0)
    for (const auto& [fd, socket] : sockets_.of(thread.id))
      if (static_cast<unsigned>(fd) >= static_cast<unsigned>(arguments[0]) &&
          static_cast<unsigned>(fd) <= static_cast<unsigned>(arguments[1]))
        found.push_back(fd);
  return found;
}

std::vector<int> Observer::last(const Thread& thread,
                                const std::vector<int>& closing) {
  return sockets_.last(thread.id, closing,
                       [&] { return others_(thread.process->id); });
}

// What is told of the descriptors that are the last of their sockets.
Details Observer::about_last(const Thread& thread, const std::vector<int>& last,
                             OpenCall& call) {
  Details details;
  details.closes.emplace();
  for (const int fd : last) {
    const Socket& closed = *sockets_.at(thread.id, fd);
    details.closes->push_back(both(closed.ends));
    call.closes.push_back(closed.inode);
  }
  return details;
}

void Observer::tell(const Thread& thread, OpenCall& call) {
  if (call.late) return;
  Details details;
  const std::vector<int> ending = last(thread, closing(thread, call));
  if (call.kind == Kind::closes || !ending.empty()) {
    details = about_last(thread, ending, call);
    if (call.name != "close" && !ending.empty())
      call.text += ": closes " + list_of(ending);
  }
  Socket* const socket = sockets_.known(call.socket);
  if (socket != nullptr) {
    if (wanted_.all || uses(thread, call, *socket)) lane_.use(*socket);
    if (call.kind == Kind::connects)
      socket->ends.peer = wanted_end(thread, call);
    details.ends = socket->ends;
  }
  details.data =
      bytes_written(call.call, memory_of(thread.id), wanted_.data_bytes);
  lane_.call(thread, call, socket, std::move(details));
}

void Observer::returns(const Thread& thread, OpenCall& call, long long result) {
  if (call.kind == Kind::waits) return waiting_.returns(thread, call, result);
  const Memory memory = memory_of(thread.id);
  Details details;
  details.text = outcome(call.call, memory, result);
  if (result >= 0 || result == -EINPROGRESS)
    learns(thread, call, result, details);
  Socket* const socket = sockets_.known(call.socket);
  if (call.late) {
    if (call.kind != Kind::makes && socket == nullptr) return;  // not of ours
    if (call.kind == Kind::sets && result == 0)
      return lane_.fold(*socket, call.call.fd(),
                        folded_words(call.call, memory), call.t);
    if (socket != nullptr && wanted_.all) lane_.use(*socket);
    lane_.call(thread, call, socket);
  }
  details.data = bytes_read(call.call, memory, result, wanted_.data_bytes);
  lane_.returns(thread, call, result, socket, std::move(details));
  if (result < 0) return;
  for (const Inode closed : call.closes) sockets_.forget(closed);
}

// What a call that has succeeded says of sockets: one is new, its ends are known, it
// has another descriptor.
void Observer::learns(const Thread& thread, OpenCall& call, long long result,
                      Details& details) {
  const int fd = static_cast<int>(result);
  Socket* socket = sockets_.known(call.socket);
  const auto got = [&](int descriptor) {
    socket = sockets_.at(thread.id, descriptor);
    if (socket == nullptr || !socket->ours()) return;
    call.socket = socket->inode;
    socket->shared = true;
    lane_.use(*socket);
    details.ends = socket->ends;
  };
  switch (call.kind) {
    case Kind::makes:
      socket = sockets_.made(thread.id, fd, protocol_made(call));
      if (socket != nullptr) call.socket = socket->inode;
      break;
    case Kind::accepts:
      socket = sockets_.made(thread.id, fd, Protocol::tcp);
      if (socket == nullptr) break;
      socket->used = true;
      Sockets::ask_ends(thread.id, fd, *socket);
      details.ends = socket->ends;
      if (details.text.empty()) details.text = "from " + socket->ends.peer;
      break;
    case Kind::connects:
    case Kind::places:
      if (socket == nullptr) break;
      Sockets::ask_ends(thread.id, call.call.fd(), *socket);
      details.ends = socket->ends;
      break;
    case Kind::duplicates:
      if (call.name == "pidfd_getfd")
        got(fd);
      else if (socket != nullptr)
        socket->shared = true;
      break;
    case Kind::reads:
      if (!call.late) break;
      for (const int descriptor : passed(call.call, memory_of(thread.id))) {
        got(descriptor);
        if (socket == nullptr || !socket->ours()) continue;
        socket->on_way = std::max(0L, socket->on_way - 1);
        details.text += (details.text.empty() ? "got " : ", got ") +
                        std::to_string(descriptor);
      }
      break;
    case Kind::writes:
      for (const Inode passed : call.passes)
        if (Socket* const other = sockets_.known(passed)) {
          other->shared = true;
          ++other->on_way;
        }
      break;
    default:
      break;
  }
}

void Observer::lasts(const Thread& thread, OpenCall& call) {
  waiting_.lasts(thread, call);
}

void Observer::abandon(const Thread& thread, const OpenCall& call) {
  if (call.id != 0)
    lane_.never_returns(thread, call, sockets_.known(call.socket));
}

bool Observer::is_ours(const Thread& thread, const OpenCall& call) {
  if (call.kind == Kind::waits) return waiting_.is_ours(thread, call);
  return call.kind == Kind::makes || call.socket != 0;
}

std::optional<OpenCall> Observer::executes(const Thread& thread) {
  std::vector<int> closing;
  for (const auto& [fd, socket] : sockets_.of(thread.id))
    if (closes_on_exec(thread.id, fd)) closing.push_back(fd);
  return close_without_call(thread, "exec", closing);
}

std::optional<OpenCall> Observer::ends(const Thread& thread,
                                       const std::string& how) {
  std::vector<int> closing;
  for (const auto& [fd, socket] : sockets_.of(thread.id)) closing.push_back(fd);
  return close_without_call(thread, how, closing);
}

std::optional<OpenCall> Observer::close_without_call(
    const Thread& thread, const std::string& how,
    const std::vector<int>& closing) {
  std::vector<int> ending = last(thread, closing);
  std::erase_if(ending, [&](int fd) {
    return !wanted_.all && !sockets_.at(thread.id, fd)->used;
  });
  if (ending.empty()) return std::nullopt;
  OpenCall call{.kind = Kind::closes, .t = now()};
  call.text = how + ": closes " + list_of(ending);
  lane_.call(thread, call, nullptr, about_last(thread, ending, call));
  return call;
}

}  // namespace calls
