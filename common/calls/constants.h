// Numbers by the names that the kernel's headers give them: one table a kind. A
// number without a name is said as it is, a flag without a name in hexadecimal.
#pragma once

#include <cstdint>
#include <string>

namespace calls {

std::string domain_name(std::uint32_t domain);  // "AF_INET"
std::string type_name(std::uint32_t type);      // "SOCK_STREAM|SOCK_NONBLOCK"
std::string protocol_name(std::uint32_t protocol);  // "IPPROTO_TCP"; "0"
std::string socket_flags(std::uint32_t flags);      // "SOCK_CLOEXEC": accept4
std::string message_flags(std::uint32_t flags);     // "MSG_PEEK|MSG_DONTWAIT"
std::string how_name(std::uint32_t how);            // "SHUT_WR"
std::string status_flags(std::uint32_t flags);      // "O_NONBLOCK": F_SETFL
std::string range_flags(std::uint32_t flags);       // "CLOSE_RANGE_CLOEXEC"
std::string command_name(std::uint32_t command);    // "F_SETFL"
std::string request_name(std::uint32_t request);    // "FIONBIO"
std::string epoll_operation(std::uint32_t operation);  // "EPOLL_CTL_ADD"
std::string epoll_events(std::uint32_t events);        // "EPOLLIN|EPOLLET"
std::string poll_events(std::uint32_t events);         // "POLLIN|POLLRDHUP"

}  // namespace calls
