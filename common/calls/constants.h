// Numbers by the names that the kernel's headers give them: one table a kind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace calls {

std::string domain_name(std::uint64_t domain);  // "AF_INET"
std::string type_name(std::uint64_t type);      // "SOCK_STREAM|SOCK_NONBLOCK"
std::string protocol_name(std::uint64_t protocol);  // "IPPROTO_TCP"; "0"
std::string socket_flags(std::uint64_t flags);      // "SOCK_CLOEXEC": accept4
std::string message_flags(std::uint64_t flags);     // "MSG_PEEK|MSG_DONTWAIT"
std::string how_name(std::uint64_t how);            // "SHUT_WR"
std::string status_flags(std::uint64_t flags);      // "O_NONBLOCK": F_SETFL
std::string range_flags(std::uint64_t flags);       // "CLOSE_RANGE_CLOEXEC"
std::string command_name(std::uint64_t command);    // "F_SETFL"
std::string request_name(std::uint64_t request);    // "FIONBIO"
std::string epoll_operation(std::uint64_t operation);  // "EPOLL_CTL_ADD"
std::string epoll_events(std::uint64_t events);        // "EPOLLIN|EPOLLET"
std::string poll_events(std::uint64_t events);         // "POLLIN|POLLRDHUP"

// What the value of an option is.
enum class Value { flag, number, linger, time, text, error, other };

struct Option {
  std::string name;  // "SO_LINGER"; "SOL_SOCKET, 77" if its name is not known
  Value value = Value::other;
};
Option option(std::uint64_t level, std::uint64_t number);

}  // namespace calls
