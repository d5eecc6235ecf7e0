#include "common/calls/words.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <cstring>

#include "common/calls/buffers.h"
#include "common/calls/constants.h"
#include "common/calls/socket_options.h"
#include "common/calls/table.h"
#include "common/calls/waits.h"

namespace calls {

namespace {

// An int is the lower half of an argument; the rest may be anything.
std::uint32_t half(std::uint64_t argument) {
  return static_cast<std::uint32_t>(argument);
}

std::string integer(std::uint64_t argument) {
  return std::to_string(static_cast<std::int32_t>(argument));
}

// "" for 0: what stands there only if there is something to say.
std::string unless_zero(std::uint64_t flags,
                        std::string (*say)(std::uint32_t)) {
  return half(flags) == 0 ? std::string{} : say(half(flags));
}

Option option_in(const SystemCall& call) {
  return option_of(half(call.arguments[1]), half(call.arguments[2]));
}

std::string set_value(const SystemCall& call, const Memory& memory) {
  return value_words(option_in(call).value, memory, call.arguments[3],
                     half(call.arguments[4]));
}

std::string bytes_of(const std::optional<Buffers>& buffers) {
  return buffers ? std::to_string(size_of(*buffers)) : "?";
}

std::string message_words(const SystemCall& call, const Memory& memory) {
  const auto messages = messages_of(call, memory);
  if (messages.empty()) return "?";
  const msghdr& message = messages.front().msg_hdr;
  std::string size = bytes_of(buffers_of(message, memory));
  if (name_of(call) != "sendmsg" || message.msg_name == nullptr) return size;
  return size + ", " +
         address_at(reinterpret_cast<std::uintptr_t>(message.msg_name),
                    message.msg_namelen, memory);
}

std::string events_words(const SystemCall& call, const Memory& memory) {
  if (half(call.arguments[1]) == EPOLL_CTL_DEL) return {};
  const auto event = value_at<epoll_event>(memory, call.arguments[3]);
  return event ? epoll_events(event->events) : "?";
}

std::string argument_words(const SystemCall& call, std::size_t place,
                           Argument argument, const Memory& memory) {
  const std::uint64_t value = call.arguments[place];
  switch (argument) {
    case Argument::nothing:
      return {};
    case Argument::fd:
    case Argument::number:
      return integer(value);
    case Argument::size:
      return std::to_string(value);
    case Argument::domain:
      return domain_name(half(value));
    case Argument::type:
      return type_name(half(value));
    case Argument::protocol:
      return protocol_name(half(value));
    case Argument::socket_flags:
      return unless_zero(value, socket_flags);
    case Argument::address:
      return address_at(value, half(call.arguments[place + 1]), memory);
    case Argument::message_flags:
      return unless_zero(value, message_flags);
    case Argument::vectors:
      return bytes_of(buffers_of(call, memory));
    case Argument::message:
      return message_words(call, memory);
    case Argument::messages:
      return integer(call.arguments[place + 1]) + " messages, " +
             bytes_of(buffers_of(call, memory));
    case Argument::how:
      return how_name(half(value));
    case Argument::option:
      return option_in(call).name;
    case Argument::value:
      return set_value(call, memory);
    case Argument::last_fd:
      return half(value) == UINT_MAX ? "UINT_MAX" : std::to_string(half(value));
    case Argument::range_flags:
      return unless_zero(value, range_flags);
    case Argument::command:
      return command_name(half(value)) + ", " +
             (half(value) == F_SETFL ? status_flags(half(call.arguments[2]))
                                     : integer(call.arguments[2]));
    case Argument::request:
      return request_name(half(value)) +
             (half(value) == FIONBIO
                  ? ", " + value_words(Value::number, memory, call.arguments[2],
                                       sizeof(int))
                  : "");
    case Argument::operation:
      return epoll_operation(half(value));
    case Argument::events:
      return events_words(call, memory);
  }
  return "?";
}

// "from 192.0.2.1:40000": the kernel has written the address and its size.
std::string from(std::uint64_t address, std::uint64_t size,
                 const Memory& memory) {
  if (address == 0) return {};
  const std::string text = address_at(address, size, memory);
  return text.empty() ? text : "from " + text;
}

std::string from_with_size_at(std::uint64_t address, std::uint64_t size,
                              const Memory& memory) {
  return from(address, value_at<socklen_t>(memory, size).value_or(0), memory);
}

std::string message_outcome(const SystemCall& call, const Memory& memory) {
  const auto messages = messages_of(call, memory);
  if (messages.empty()) return {};
  const msghdr& message = messages.front().msg_hdr;
  std::string text = from(reinterpret_cast<std::uintptr_t>(message.msg_name),
                          message.msg_namelen, memory);
  const int flags = message.msg_flags & ~MSG_CMSG_CLOEXEC;
  if (flags != 0)
    text += (text.empty() ? "" : ", ") +
            message_flags(static_cast<std::uint32_t>(flags));
  return text;
}

// The part of each message that recvmmsg or sendmmsg has moved.
Buffers moved(const SystemCall& call, const Memory& memory, long long result) {
  Buffers all;
  auto messages = messages_of(call, memory);
  messages.resize(std::min(messages.size(), static_cast<std::size_t>(result)));
  for (const mmsghdr& message : messages) {
    const Buffers part =
        first_of(buffers_of(message.msg_hdr, memory).value_or(Buffers{}),
                 message.msg_len);
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

std::string words(const SystemCall& call, const Memory& memory) {
  const Row* row = row_of(call);
  if (row == nullptr) return "system call " + std::to_string(call.number);
  if (row->kind == Kind::waits) return words(call, waited_for(call, memory));
  std::string text;
  for (std::size_t i = 0; i < row->arguments.size(); ++i) {
    const std::string part = argument_words(call, i, row->arguments[i], memory);
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  }
  return std::string{name_of(call)} + "(" + text + ")";
}

std::string folded_words(const SystemCall& call, const Memory& memory) {
  const Option option = option_in(call);
  const std::string value = set_value(call, memory);
  const bool is_on = option.value == Value::flag && value == "1";
  return is_on ? option.name : option.name + " " + value;
}

std::string outcome(const SystemCall& call, const Memory& memory,
                    long long result) {
  const auto& arguments = call.arguments;
  const std::string_view name = name_of(call);
  if (result < 0) return {};
  if (kind_of(call) == Kind::accepts)
    return from_with_size_at(arguments[1], arguments[2], memory);
  if (name == "recvfrom")
    return from_with_size_at(arguments[4], arguments[5], memory);
  if (name == "recvmsg") return message_outcome(call, memory);
  if (name == "recvmmsg" || name == "sendmmsg")
    return std::to_string(size_of(moved(call, memory, result))) + " bytes";
  if (name == "getsockopt")
    return value_words(option_in(call).value, memory, arguments[3],
                       value_at<socklen_t>(memory, arguments[4]).value_or(0));
  if (name == "ioctl" && half(arguments[1]) == FIONREAD)
    return value_words(Value::number, memory, arguments[2], sizeof(int));
  return {};
}

std::string bytes_written(const SystemCall& call, const Memory& memory,
                          std::size_t most) {
  if (kind_of(call) != Kind::writes) return {};
  return text_in(buffers_of(call, memory).value_or(Buffers{}), memory, most);
}

std::string bytes_read(const SystemCall& call, const Memory& memory,
                       long long result, std::size_t most) {
  if (kind_of(call) != Kind::reads || result <= 0) return {};
  const Buffers buffers =
      name_of(call) == "recvmmsg"
          ? moved(call, memory, result)
          : first_of(buffers_of(call, memory).value_or(Buffers{}),
                     static_cast<std::uint64_t>(result));
  return text_in(buffers, memory, most);
}

std::vector<int> passed(const SystemCall& call, const Memory& memory) {
  constexpr std::uint64_t most_control = 4096;
  std::vector<int> found;
  for (const mmsghdr& message : messages_of(call, memory)) {
    const std::uint64_t size =
        std::min<std::uint64_t>(message.msg_hdr.msg_controllen, most_control);
    const std::string control = text_in(
        {{reinterpret_cast<std::uintptr_t>(message.msg_hdr.msg_control), size}},
        memory, most_control);
    cmsghdr header{};
    for (std::size_t at = 0; control.size() - at >= sizeof header;) {
      std::memcpy(&header, control.data() + at, sizeof header);
      if (header.cmsg_len < sizeof header ||
          header.cmsg_len > control.size() - at)
        break;
      const bool is_rights =
          header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS;
      for (std::size_t i = CMSG_LEN(sizeof(int));
           is_rights && i <= header.cmsg_len; i += sizeof(int)) {
        int fd = -1;
        std::memcpy(&fd, control.data() + at + i - sizeof fd, sizeof fd);
        found.push_back(fd);
      }
      at += std::min(CMSG_ALIGN(header.cmsg_len), control.size() - at);
    }
  }
  return found;
}

}  // namespace calls
