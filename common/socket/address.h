// Where a socket is: an IPv4 or IPv6 address and a port. Lab 01's
// raw_echo_server fills such a structure by hand.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

class Address {
 public:
  // For bind(2) and connect(2): address, its size in bytes, AF_INET or
  // AF_INET6.
  [[nodiscard]] const sockaddr* get() const;
  [[nodiscard]] socklen_t size() const { return size_; }
  [[nodiscard]] int family() const { return storage_.ss_family; }

  // The port in host byte order.
  [[nodiscard]] std::uint16_t port() const;

  // "127.0.0.1:7000", "[::1]:7000".
  [[nodiscard]] std::string to_string() const;

 private:
  friend Address resolve(const std::string&, const std::string&);
  friend Address local_address(int);
  friend Address peer_address(int);

  sockaddr_storage storage_{};
  socklen_t size_ = sizeof storage_;
};

// The first address of a host (a name, "192.0.2.2" or "::1") with that port
// ("0" lets bind(2) choose a free one). May block while it asks a name server.
// Throws std::runtime_error that says what cannot be resolved. getaddrinfo(3).
Address resolve(const std::string& host, const std::string& port);

// The two ends of a connected socket, or the place of a bound one. Throw
// std::system_error (ENOTCONN where there is no peer). getsockname(2),
// getpeername(2).
Address local_address(int fd);
Address peer_address(int fd);
