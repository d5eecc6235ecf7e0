#include "common/socket/address.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "common/socket/must.h"

namespace {

// getaddrinfo(3) and getnameinfo(3) have error numbers of their own.
void check(int error, const std::string& what) {
  if (error != 0) throw std::runtime_error{what + ": " + ::gai_strerror(error)};
}

}  // namespace

const sockaddr* Address::get() const {
  return reinterpret_cast<const sockaddr*>(&storage_);
}

std::uint16_t Address::port() const {
  // Port and family stand in the same place for IPv4 and IPv6.
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage_).sin_port);
}

std::string Address::to_string() const {
  std::array<char, NI_MAXHOST> host{};
  check(::getnameinfo(get(), size_, host.data(), host.size(), nullptr, 0,
                      NI_NUMERICHOST),
        "cannot print an address");
  const std::string bare = host.data();
  const bool ipv6 = family() == AF_INET6;
  return (ipv6 ? "[" + bare + "]" : bare) + ":" + std::to_string(port());
}

Address resolve(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  check(::getaddrinfo(host.c_str(), port.c_str(), &hints, &found),
        "cannot resolve host '" + host + "' port '" + port + "'");
  Address address;
  std::memcpy(&address.storage_, found->ai_addr, found->ai_addrlen);
  address.size_ = found->ai_addrlen;
  ::freeaddrinfo(found);
  return address;
}

Address local_address(int fd) {
  Address address;
  must(::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage_),
                     &address.size_),
       "getsockname(fd, address, &size)");
  return address;
}

Address peer_address(int fd) {
  Address address;
  must(::getpeername(fd, reinterpret_cast<sockaddr*>(&address.storage_),
                     &address.size_),
       "getpeername(fd, address, &size)");
  return address;
}
