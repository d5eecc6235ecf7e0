#include "common/host/side.h"

#include <sys/socket.h>

namespace host {
namespace {

// As scripts/two_hosts.sh gives them.
packet::Endpoint endpoint_of(trace::Host host, const Address& address) {
  const std::byte last{
      static_cast<unsigned char>(host == trace::Host::client ? 1 : 2)};
  return {.address = {std::byte{192}, std::byte{0}, std::byte{2}, last},
          .port = address.port()};
}

}  // namespace

// The visit lasts until the members are there.
Side::Side(const std::string& its_role, trace::Host its_host,
           const std::string& port, const std::string& calls)
    : Side{its_role, its_host, port, calls,
           Visit{std::string{name(its_host)}}} {}

Side::Side(const std::string& its_role, trace::Host its_host,
           const std::string& port, const std::string& calls, const Visit&)
    : role{its_role},
      host{its_host},
      address{resolve(std::string{name(host)}, port)},
      endpoint{endpoint_of(host, address)},
      socket{must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
                  "socket(AF_INET, SOCK_STREAM, 0)")},
      reporter_{calls, host} {
  must(::bind(socket.get(), address.get(), address.size()),
       "bind(socket, address, size)");
}

}  // namespace host
