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

bool names(const OpenCall& call, std::string_view name) {
  return name_of(call.call) == name;
}

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
      return names(call, "listen") || !wanted_end(thread, call).empty();
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
  if (!concerns(thread, call)) return;
  if (call.text.empty() && call.kind != Kind::waits)
    call.text = words(call.call, memory_of(thread.id));
  thread.call = std::move(call);
}

// Whether it is about a socket that is ours; and about which one, and when it is to
// be told.
bool Observer::concerns(const Thread& thread, OpenCall& call) {
  const auto& arguments = call.call.arguments;
  switch (call.kind) {
    case Kind::makes: {
      const Protocol protocol = protocol_of(static_cast<int>(arguments[0]),
                                            static_cast<int>(arguments[1]),
                                            static_cast<int>(arguments[2]));
      call.late = true;
      return protocol == Protocol::tcp || protocol == Protocol::udp;
    }
    case Kind::waits:
      call.late = true;
      call.watched = waited_for(call.call, memory_of(thread.id));
      return wanted_.waits;
    default:
      break;
  }
  if (names(call, "pidfd_getfd")) return call.late = true;
  Socket* ours = nullptr;
  for (const int fd : descriptors(call.call)) {
    Socket* const socket = sockets_.at(thread.id, fd);
    if (socket == nullptr) continue;
    if (socket->protocol == Protocol::local &&
        (names(call, "recvmsg") || names(call, "recvmmsg")))
      return call.late = true;
    if (socket->ours()) ours = socket;
  }
  if (ours == nullptr) return names(call, "close_range");
  call.socket = ours->inode;
  if (!wanted_.all && shown(call.call) == Shown::with_all) return false;
  call.late = !wanted_.all && shown(call.call) == Shown::folded;
  return true;
}

std::vector<int> Observer::closing(const Thread& thread, const OpenCall& call) {
  const auto& arguments = call.call.arguments;
  if (names(call, "close")) return {call.call.fd()};
  if (names(call, "dup2") || names(call, "dup3"))
    return arguments[0] == arguments[1]
               ? std::vector<int>{}
               : std::vector{static_cast<int>(arguments[1])};
  std::vector<int> found;
  if (names(call, "close_range") && (arguments[2] & CLOSE_RANGE_CLOEXEC) == 0)
    for (const auto& [fd, socket] : sockets_.of(thread.id))
      if (static_cast<unsigned>(fd) >= static_cast<unsigned>(arguments[0]) &&
          static_cast<unsigned>(fd) <= static_cast<unsigned>(arguments[1]))
        found.push_back(fd);
  return found;
}

void Observer::tell(const Thread& thread, OpenCall& call) {
  if (call.late) return;
  Socket* const socket = sockets_.known(call.socket);
  Details details;
  const std::vector<int> last = sockets_.last(thread.id, closing(thread, call),
                                              others_(thread.process->id));
  if (call.kind == Kind::closes || !last.empty()) {
    details.closes.emplace();
    for (const int fd : last) {
      const Socket& closed = *sockets_.at(thread.id, fd);
      details.closes->push_back(both(closed.ends));
      call.closes.push_back(closed.inode);
    }
    if (!names(call, "close") && !last.empty())
      call.text += ": closes " + list_of(last);
  }
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
  Socket* socket = sockets_.known(call.socket);
  const Memory memory = memory_of(thread.id);
  const int fd = static_cast<int>(result);
  std::string text = outcome(call.call, memory, result);
  Details details;
  switch (call.kind) {
    case Kind::makes:
      if (result >= 0)
        socket = sockets_.made(
            thread.id, fd,
            protocol_of(static_cast<int>(call.call.arguments[0]),
                        static_cast<int>(call.call.arguments[1]),
                        static_cast<int>(call.call.arguments[2])));
      break;
    case Kind::accepts:
      if (result >= 0) {
        Socket* const accepted = sockets_.made(thread.id, fd, Protocol::tcp);
        if (accepted == nullptr) break;
        accepted->used = true;
        Sockets::ask_ends(thread.id, fd, *accepted);
        details.ends = accepted->ends;
        if (text.empty()) text = "from " + accepted->ends.peer;
      }
      break;
    case Kind::connects:
    case Kind::places:
      if (socket != nullptr && (result == 0 || result == -EINPROGRESS)) {
        Sockets::ask_ends(thread.id, call.call.fd(), *socket);
        details.ends = socket->ends;
      }
      break;
    case Kind::duplicates:
      if (socket != nullptr && result >= 0) socket->shared = true;
      break;
    default:
      break;
  }
  if (call.late) {
    if (call.kind == Kind::waits) return;
    if (call.kind == Kind::sets && socket != nullptr && result == 0)
      return lane_.fold(*socket, call.call.fd(),
                        folded_words(call.call, memory), call.t);
    lane_.call(thread, call, socket);
  }
  details.data = bytes_read(call.call, memory, result, wanted_.data_bytes);
  lane_.returns(thread, call, result, socket, text, std::move(details));
  for (const Inode closed : call.closes) sockets_.forget(closed);
}

void Observer::lasts(const Thread& thread, OpenCall& call) {
  (void)thread, (void)call;
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
  std::vector<int> last;
  OpenCall call{.kind = Kind::closes, .t = now()};
  Details details{.closes = std::vector<std::string>{}};
  for (const int fd :
       sockets_.last(thread.id, closing, others_(thread.process->id))) {
    const Socket& closed = *sockets_.at(thread.id, fd);
    if (!closed.used) continue;
    last.push_back(fd);
    details.closes->push_back(both(closed.ends));
    call.closes.push_back(closed.inode);
  }
  if (last.empty()) return std::nullopt;
  call.text = how + ": closes " + list_of(last);
  lane_.call(thread, call, nullptr, std::move(details));
  return call;
}

}  // namespace calls
