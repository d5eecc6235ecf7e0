#include "common/socket/address.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "common/socket/must.h"

const sockaddr* Address::get() const {
  return reinterpret_cast<const sockaddr*>(&storage_);
}

std::uint16_t Address::port() const {
  // Port and family stand in the same place for IPv4 and IPv6.
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage_).sin_port);
}

std::string Address::to_string() const {
  std::array<char, NI_MAXHOST> host{};
  ::getnameinfo(get(), size_, host.data(), host.size(), nullptr, 0,
                NI_NUMERICHOST);
  const std::string bare = host.data();
  const bool ipv6 = family() == AF_INET6;
  return (ipv6 ? "[" + bare + "]" : bare) + ":" + std::to_string(port());
}

Address resolve(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (error != 0)
    throw std::runtime_error{"cannot resolve host '" + host + "' port '" +
                             port + "': " + ::gai_strerror(error)};
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
