// An IP packet taken apart: a TCP segment, a UDP datagram or an ICMP message.
// RFC 791, RFC 8200; RFC 9293, section 3.1; RFC 768, RFC 792, RFC 4443.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

namespace packet {

// One end of a connection; or a host, which has no port.
struct Endpoint {
  bool ipv6 = false;
  std::array<std::byte, 16> address{};  // IPv4: the first four bytes
  std::uint16_t port = 0;               // in host byte order

  bool operator==(const Endpoint&) const = default;
  bool operator<(const Endpoint& other) const {
    return std::tie(ipv6, address, port) <
           std::tie(other.ipv6, other.address, other.port);
  }

  // "192.0.2.1:40000", "[2001:db8::1]:40000".
  [[nodiscard]] std::string to_string() const;

  // Without its port: "2001:db8::1".
  [[nodiscard]] std::string address_text() const;
};

// The flags' bits. RFC 9293, section 3.1; RFC 3168 for the last two.
enum Flag : std::uint8_t {
  FIN = 1,
  SYN = 2,
  RST = 4,
  PSH = 8,
  ACK = 16,
  URG = 32,
  ECE = 64,
  CWR = 128
};
using Flags = std::uint8_t;  // a set of them

// In the order in which they are written: "SYN ACK", "FIN PSH ACK".
inline constexpr std::array<std::pair<Flag, std::string_view>, 8> flag_names = {
    {{SYN, "SYN"},
     {FIN, "FIN"},
     {RST, "RST"},
     {PSH, "PSH"},
     {ACK, "ACK"},
     {URG, "URG"},
     {ECE, "ECE"},
     {CWR, "CWR"}}};

// All numbers in host byte order.
struct Packet {
  Endpoint source;
  Endpoint destination;
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  Flags flags = 0;
  std::uint16_t window = 0;            // as it was sent: not scaled
  int window_scale = -1;               // of a SYN's option; -1: it has none
  std::size_t length = 0;              // of the payload, as the headers say
  std::span<const std::byte> payload;  // what of it was captured

  [[nodiscard]] bool has(Flags flag) const { return (flags & flag) != 0; }

  // What the segment takes of the sequence numbers: SYN and FIN count as one.
  [[nodiscard]] std::uint32_t sequence_length() const {
    return static_cast<std::uint32_t>(length) + (has(SYN) ? 1 : 0) +
           (has(FIN) ? 1 : 0);
  }
};

// What an ICMP error quotes of the packet that it answers, if that was TCP or
// UDP. No more of the packet is there for certain.
struct Quote {
  Endpoint source;
  Endpoint destination;
  std::optional<std::uint32_t> seq;  // of TCP
};

// A UDP datagram, or an ICMP message.
struct Datagram {
  Endpoint source;
  Endpoint destination;
  std::string protocol;  // "UDP", "ICMP", "ICMPv6"
  std::string text;      // "len 5" of UDP; "port unreachable", "echo request"
  std::optional<Quote> quote{};
};

// Why a packet is nothing that can be shown: "fragmented", "cut short in the TCP
// header", "of IP protocol 47".
struct NoSegment {
  std::string reason;
};

// `ip`: from its first byte on, IPv4 or IPv6. The result points into it.
std::variant<Packet, Datagram, NoSegment> parse(std::span<const std::byte> ip);

}  // namespace packet
