#include "common/calls/observer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "common/calls/words.h"

namespace calls {
namespace {

using Protocol = Socket::Protocol;

std::string end_in(const Memory& memory, std::uint64_t at, socklen_t size) {
  const auto address =
      values_at<std::byte>(memory, at, size, sizeof(sockaddr_storage));
  sockaddr_storage storage{};
  std::ranges::copy(address,
                    std::as_writable_bytes(std::span{&storage, 1}).begin());
  return end_of(storage);
}

// Where connect or bind wants an end to be.
std::string wanted_end(const Thread& thread, const OpenCall& call) {
  return end_in(memory_of(thread.id), call.call.arguments[1],
                static_cast<socklen_t>(call.call.arguments[2]));
}

// From where accept says that a connection is.
std::string accepted_end(const Thread& thread, const OpenCall& call) {
  const Memory memory = memory_of(thread.id);
  return end_in(
      memory, call.call.arguments[1],
      value_at<socklen_t>(memory, call.call.arguments[2]).value_or(0));
}

Protocol protocol_made(const OpenCall& call) {
  const auto& arguments = call.call.arguments;
  return protocol_of(static_cast<int>(arguments[0]),
                     static_cast<int>(arguments[1]),
                     static_cast<int>(arguments[2]));
}

// One that may have descriptors beside it.
bool has_message(const OpenCall& call) {
  return call.name.ends_with("msg");  // sendmsg, recvmsg, sendmmsg, recvmmsg
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
  const bool is_told = concerns(thread, call);
  if (call.kind == Kind::waits || (is_told && call.kind != Kind::sets)) {
    // It has set all options that it wants to, for now.
    Socket* const socket = sockets_.known(std::exchange(thread.sets, 0));
    if (socket != nullptr) lane_.tell_folded(*socket, call.t);
  }
  if (!is_told) return;
  if (call.kind == Kind::sets) thread.sets = call.socket;
  if (call.text.empty()) call.text = words(call.call, memory_of(thread.id));
  thread.call = std::move(call);
}

// Whether it is about a socket of ours; and about which one, and when to tell of it.
bool Observer::concerns(const Thread& thread, OpenCall& call) {
  const pid_t process = thread.process->id;
  if (call.kind == Kind::waits) {
    if (wanted_.waits) waiting_.begins(thread, call);
    return wanted_.waits;
  }
  if (call.kind == Kind::makes) {
    const Protocol protocol = protocol_made(call);
    call.late = true;
    return protocol == Protocol::tcp || protocol == Protocol::udp;
  }
  if (call.name == "pidfd_getfd") return passing_.begins(thread, call);
  if (call.kind == Kind::watches)
    waiting_.epolls.change(process, thread.id, call.call, memory_of(thread.id));
  call.closing = closing_.descriptors(thread, call);
  for (const int fd : call.closing) waiting_.epolls.close(process, fd);
  if (call.name == "close_range") {
    waiting_.epolls.close_all(process);
    return !call.closing.empty();
  }

  const Shown shows = shown(call.call);
  if (shows == Shown::with_all && !wanted_.all) return false;
  for (const int fd : descriptors(call.call)) {
    const Socket* const socket = sockets_.at(thread.id, fd);
    if (socket == nullptr) continue;
    if (socket->ours()) call.socket = socket->inode;
    if (socket->protocol == Protocol::local && has_message(call))
      return passing_.begins(thread, call);
  }
  call.late = shows == Shown::folded && !wanted_.all;
  return call.socket != 0;
}

void Observer::tell(const Thread& thread, OpenCall& call) {
  if (call.late) return;
  Details details{.closes = closing_.ends_with(thread, call)};
  forget_closing(call);
  Socket* const socket = sockets_.known(call.socket);
  if (socket != nullptr) {
    if (uses(thread, call, *socket)) lane_.use(*socket, call.t);
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
  forget_closing(call);
  const Memory memory = memory_of(thread.id);
  Details details;
  if (result >= 0 || result == -EINPROGRESS)
    details = learns(thread, call, result);
  Socket* const socket = sockets_.known(call.socket);
  if (call.late) {
    if (call.kind != Kind::makes && socket == nullptr) return;  // not of ours
    if (call.kind == Kind::sets && result == 0)
      return lane_.fold(*socket, call.call.fd(),
                        folded_words(call.call, memory));
    call.t = now();
    lane_.call(thread, call, socket);
  }
  if (details.text.empty()) details.text = outcome(call.call, memory, result);
  details.data = bytes_read(call.call, memory, result, wanted_.data_bytes);
  lane_.returns(thread, call, result, socket, std::move(details));
  if (result < 0) return;
  for (const Inode closed : call.closes) sockets_.forget(closed);
}

// What a call that has succeeded says of sockets: one is new, its ends are known, it
// has another descriptor.
Details Observer::learns(const Thread& thread, OpenCall& call,
                         long long result) {
  const int fd = static_cast<int>(result);
  Socket* socket = sockets_.known(call.socket);
  switch (call.kind) {
    case Kind::makes:
      socket = sockets_.made(thread.id, fd, protocol_made(call));
      if (socket == nullptr) return {};
      call.socket = socket->inode;
      socket->used = wanted_.all;
      return {};
    case Kind::accepts:
      socket = sockets_.accepted(thread.id, fd);
      if (socket == nullptr) return {};
      socket->used = true;
      // If the connection is reset already, the kernel has told accept() alone.
      if (socket->ends.peer.empty())
        socket->ends.peer = accepted_end(thread, call);
      return {
          .ends = socket->ends,
          .text = socket->ends.peer.empty() ? "" : "from " + socket->ends.peer};
    case Kind::connects:
    case Kind::places:
      if (socket == nullptr) return {};
      sockets_.ask_ends(thread.id, call.call.fd(), *socket);
      return {.ends = socket->ends};
    case Kind::duplicates:
      if (call.name == "pidfd_getfd")
        return passing_.returns(thread, call, result);
      if (socket != nullptr) socket->shared = true;
      return {};
    default:
      if (has_message(call)) return passing_.returns(thread, call, result);
      // A datagram gives its socket a port.
      if (socket == nullptr || !socket->ends.local.empty()) return {};
      sockets_.ask_ends(thread.id, call.call.fd(), *socket);
      return {.ends = socket->ends};
  }
}

// Before the call is made, and again behind it: meanwhile another thread may have
// asked what is there.
void Observer::forget_closing(const OpenCall& call) {
  for (const int fd : call.closing) sockets_.closes(fd);
}

void Observer::abandon(const Thread& thread, const OpenCall& call) {
  forget_closing(call);
  if (call.id != 0)
    lane_.never_returns(thread, call, sockets_.known(call.socket));
}

bool Observer::is_ours(const Thread& thread, const OpenCall& call) {
  if (call.kind == Kind::waits) return waiting_.is_ours(thread, call);
  if (call.kind == Kind::makes) return true;
  const Socket* const socket = sockets_.known(call.socket);
  if (socket == nullptr) return false;
  return call.kind != Kind::closes || socket->used || wanted_.all;
}

bool Observer::may_probe(const Thread& thread, const OpenCall& call) {
  if (call.kind != Kind::connects || wanted_.all) return false;
  const Socket* const socket = sockets_.known(call.socket);
  return socket != nullptr && !socket->used && !uses(thread, call, *socket);
}

}  // namespace calls
