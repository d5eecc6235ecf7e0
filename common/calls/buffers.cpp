#include "common/calls/buffers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "common/calls/constants.h"
#include "common/calls/table.h"

namespace calls {

namespace {

// The kernel refuses more vectors, and passes over more messages: UIO_MAXIOV.
constexpr std::size_t most_vectors = 1024;

std::uint64_t number_of(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

std::optional<Buffers> vectors_at(std::uint64_t address, std::uint64_t count,
                                  const Memory& memory) {
  const auto vectors = values_at<iovec>(memory, address, count, most_vectors);
  if (vectors.size() < count) return std::nullopt;
  Buffers buffers;
  for (const iovec& vector : vectors)
    buffers.push_back({number_of(vector.iov_base), vector.iov_len});
  return buffers;
}

// The place among its arguments, if the call has one of this kind.
std::optional<std::size_t> place_of(const Row& row, Argument argument) {
  const auto* const found = std::ranges::find(row.arguments, argument);
  if (found == row.arguments.end()) return std::nullopt;
  return static_cast<std::size_t>(found - row.arguments.begin());
}

std::string with_port(const std::string& host, in_port_t port) {
  return host + ":" + std::to_string(ntohs(port));
}

}  // namespace

std::optional<Buffers> buffers_of(const msghdr& message, const Memory& memory) {
  return vectors_at(number_of(message.msg_iov), message.msg_iovlen, memory);
}

std::vector<mmsghdr> messages_of(const SystemCall& call, const Memory& memory) {
  const Row* row = row_of(call);
  if (row == nullptr) return {};
  if (const auto one = place_of(*row, Argument::message)) {
    const auto message = value_at<msghdr>(memory, call.arguments[*one]);
    if (!message) return {};
    return {{.msg_hdr = *message, .msg_len = 0}};
  }
  if (const auto many = place_of(*row, Argument::messages))
    return values_at<mmsghdr>(
        memory, call.arguments[*many],
        static_cast<std::uint32_t>(call.arguments[*many + 1]), most_vectors);
  return {};
}

std::optional<Buffers> buffers_of(const SystemCall& call,
                                  const Memory& memory) {
  const Row* row = row_of(call);
  if (row == nullptr || (row->kind != Kind::reads && row->kind != Kind::writes))
    return std::nullopt;
  if (place_of(*row, Argument::size))
    return Buffers{{call.arguments[1], call.arguments[2]}};
  if (place_of(*row, Argument::vectors))
    return vectors_at(call.arguments[1], call.arguments[2], memory);
  Buffers all;
  for (const mmsghdr& message : messages_of(call, memory)) {
    const auto buffers = buffers_of(message.msg_hdr, memory);
    if (!buffers) return std::nullopt;
    all.insert(all.end(), buffers->begin(), buffers->end());
  }
  return all;
}

std::uint64_t size_of(const Buffers& buffers) {
  std::uint64_t size = 0;
  for (const Buffer& buffer : buffers)
    if (__builtin_add_overflow(size, buffer.size, &size))
      return std::numeric_limits<std::uint64_t>::max();
  return size;
}

Buffers first_of(Buffers buffers, std::uint64_t size) {
  for (Buffer& buffer : buffers) {
    buffer.size = std::min(buffer.size, size);
    size -= buffer.size;
  }
  return buffers;
}

std::string text_in(const Buffers& buffers, const Memory& memory,
                    std::size_t most) {
  std::string text;
  std::array<std::byte, 4096> page{};
  for (Buffer buffer : buffers)
    while (buffer.address != 0 && buffer.size > 0 && text.size() < most) {
      const std::size_t size =
          std::min({buffer.size, most - text.size(), page.size()});
      const std::size_t read =
          memory(buffer.address, std::span{page}.first(size));
      text.append(reinterpret_cast<const char*>(page.data()), read);
      if (read < size) return text;
      buffer.address += size;
      buffer.size -= size;
    }
  return text;
}

std::string address_at(std::uint64_t address, std::uint64_t size,
                       const Memory& memory) {
  if (size == 0) return {};
  const std::size_t whole =
      std::min<std::uint64_t>(size, sizeof(sockaddr_storage));
  const std::string bytes = text_in({{address, whole}}, memory, whole);
  sockaddr_storage storage{};
  std::memcpy(&storage, bytes.data(), bytes.size());
  if (bytes.size() < sizeof storage.ss_family) return "?";
  std::array<char, INET6_ADDRSTRLEN> host{};
  sockaddr_in ipv4{};
  if (storage.ss_family == AF_INET && bytes.size() >= sizeof ipv4) {
    std::memcpy(&ipv4, &storage, sizeof ipv4);
    ::inet_ntop(AF_INET, &ipv4.sin_addr, host.data(), host.size());
    return with_port(host.data(), ipv4.sin_port);
  }
  // The kernel takes an IPv6 address without its scope, too.
  sockaddr_in6 ipv6{};
  if (storage.ss_family == AF_INET6 &&
      bytes.size() >= offsetof(sockaddr_in6, sin6_scope_id)) {
    std::memcpy(&ipv6, &storage, sizeof ipv6);
    ::inet_ntop(AF_INET6, &ipv6.sin6_addr, host.data(), host.size());
    return with_port("[" + std::string{host.data()} + "]", ipv6.sin6_port);
  }
  return domain_name(storage.ss_family);
}

}  // namespace calls
