#include "common/calls/closing.h"

#include <linux/close_range.h>

#include <algorithm>

namespace calls {
namespace {

std::string list_of(const std::vector<int>& descriptors) {
  std::string text;
  for (const int fd : descriptors)
    text += (text.empty() ? "" : ", ") + std::to_string(fd);
  return text;
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

std::vector<int> Closing::last(const Thread& thread,
                               const std::vector<int>& closing) {
  return sockets_.last(thread.id, closing,
                       [&] { return others_(thread.process->id); });
}

std::vector<std::string> Closing::name(const Thread& thread,
                                       const std::vector<int>& ending,
                                       OpenCall& call) {
  std::vector<std::string> names;
  for (const int fd : ending) {
    const Socket& socket = *sockets_.at(thread.id, fd);
    const trace::Ends& ends = socket.ends;
    names.push_back(ends.local + (ends.peer.empty() ? "" : " " + ends.peer));
    call.closes.push_back(socket.inode);
  }
  return names;
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
  const std::vector<int> ending = last(thread, closing);
  if (call.name != "close" && !ending.empty())
    call.text += ": closes " + list_of(ending);
  return name(thread, ending, call);
}

std::optional<OpenCall> Closing::executes(const Thread& thread) {
  std::vector<int> closing;
  for (const auto& [fd, socket] : sockets_.of(thread.id))
    if (closes_on_exec(thread.id, fd)) closing.push_back(fd);
  return tell(thread, "exec", closing);
}

std::optional<OpenCall> Closing::ends(const Thread& thread,
                                      const std::string& how) {
  std::vector<int> closing;
  for (const auto& [fd, socket] : sockets_.of(thread.id)) closing.push_back(fd);
  return tell(thread, how, closing);
}

std::optional<OpenCall> Closing::tell(const Thread& thread,
                                      const std::string& how,
                                      const std::vector<int>& closing) {
  std::vector<int> ending = last(thread, closing);
  std::erase_if(ending,
                [&](int fd) { return !sockets_.at(thread.id, fd)->used; });
  if (ending.empty()) return std::nullopt;
  OpenCall call{.kind = Kind::closes, .t = now()};
  call.text = how + ": closes " + list_of(ending);
  Details details{.closes = name(thread, ending, call)};
  lane_.call(thread, call, nullptr, std::move(details));
  return call;
}

}  // namespace calls
