#include "common/calls/closing.h"

#include <linux/close_range.h>

#include <algorithm>

namespace calls {
namespace {

std::string list_of(const std::vector<const Socket*>& sockets) {
  std::string text;
  for (const Socket* socket : sockets)
    text += (text.empty() ? "" : ", ") + std::to_string(socket->fd);
  return text;
}

// Adds the sockets to the call. Returns them as Call::closes has them.
std::vector<std::string> add(const std::vector<const Socket*>& ending,
                             OpenCall& call) {
  std::vector<std::string> names;
  for (const Socket* socket : ending) {
    const trace::Ends& ends = socket->ends;
    names.push_back(ends.local + (ends.peer.empty() ? "" : " " + ends.peer));
    call.closes.push_back(socket->inode);
  }
  return names;
}

}  // namespace

std::vector<int> Closing::descriptors(const Thread& thread,
                                      const OpenCall& call) {
  const auto& arguments = call.call.arguments;
  const auto as_number = [](std::uint64_t argument) {
    return static_cast<unsigned>(argument);
  };
  if (call.name == "close") return {call.call.fd()};
  if ((call.name == "dup2" || call.name == "dup3") &&
      as_number(arguments[0]) != as_number(arguments[1]))
    return {static_cast<int>(arguments[1])};
  std::vector<int> found;
  if (call.name == "close_range" && (arguments[2] & CLOSE_RANGE_CLOEXEC) == 0)
    for (const auto& [fd, socket] : sockets_.of(thread.id))
      if (static_cast<unsigned>(fd) >= as_number(arguments[0]) &&
          static_cast<unsigned>(fd) <= as_number(arguments[1]))
        found.push_back(fd);
  return found;
}

Closing::Ending Closing::last(const Thread& thread,
                              const std::vector<int>& closing) {
  Ending ending;
  for (const int fd : sockets_.last(
           thread.id, closing, [&] { return others_(thread.process->id); }))
    ending.push_back(sockets_.at(thread.id, fd));
  return ending;
}

std::optional<std::vector<std::string>> Closing::ends_with(const Thread& thread,
                                                           OpenCall& call) {
  const std::vector<int>& closing = call.closing;
  if (closing.empty() && call.kind != Kind::closes) return std::nullopt;
  // We do not know who else holds a socket that came from outside.
  if (std::ranges::any_of(closing, [&](int fd) {
        const Socket* const socket = sockets_.at(thread.id, fd);
        return socket != nullptr && socket->foreign;
      }))
    return std::nullopt;
  const Ending ending = last(thread, closing);
  if (call.name != "close" && !ending.empty())
    call.text += ": closes " + list_of(ending);
  return add(ending, call);
}

std::optional<OpenCall> Closing::executes(const Thread& thread) {
  std::vector<int> closing;
  for (const auto& [fd, socket] : sockets_.of(thread.id))
    if (closes_on_exec(thread.id, fd)) closing.push_back(fd);
  return tell(thread, "exec", last(thread, closing));
}

std::optional<OpenCall> Closing::ends(const Thread& thread,
                                      const std::string& how) {
  std::vector<int> closing;
  for (const auto& [fd, socket] : sockets_.of(thread.id)) closing.push_back(fd);
  std::optional<OpenCall> end = tell(thread, how, last(thread, closing));
  // Nobody has them any more: has_ended() of another process must not find them.
  if (end)
    for (const Inode inode : end->closes) sockets_.forget(inode);
  return end;
}

std::optional<OpenCall> Closing::has_ended(const Thread& thread,
                                           const std::string& how) {
  return tell(thread, how, sockets_.left_by_all(others_(thread.process->id)));
}

std::optional<OpenCall> Closing::tell(const Thread& thread,
                                      const std::string& how, Ending ending) {
  std::erase_if(ending, [](const Socket* socket) { return !socket->used; });
  if (ending.empty()) return std::nullopt;
  OpenCall call{.kind = Kind::closes, .t = now()};
  call.text = how + ": closes " + list_of(ending);
  Details details{.closes = add(ending, call)};
  lane_.call(thread, call, nullptr, std::move(details));
  return call;
}

}  // namespace calls
